"""An outbox with rows in it, relays that can be killed, and a view of the log."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, TopicPartition
from sqlalchemy import Connection, Engine, text

from fv_chassis.local import EmbeddedBroker
from fv_chassis.messages import OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres import create_chassis_tables, create_engine

TOPIC = "orders.order.v1"
PARTITIONS = 2


def eventually(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Return once it holds; fail naming what did not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"it did not come: {what}"
        time.sleep(0.05)


class _Operations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sqltext: str) -> None:
        self._connection.exec_driver_sql(sqltext)


class Outbox:
    """A database with the chassis' tables."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with engine.begin() as connection:
            create_chassis_tables(_Operations(connection))

    def write(self, keys: list[str]) -> list[str]:
        """Write one message for each key in one transaction; return their ids."""
        with self.engine.begin() as connection:
            writer = OutboxWriter(connection, "orders")
            messages = [OutgoingMessage(TOPIC, key, "Happened", b"value", key) for key in keys]
            for message in messages:
                writer.append(message)
            writer.flush()
        return [str(message.id) for message in messages]

    def unsent(self) -> int:
        """Return how many rows wait."""
        with self.engine.connect() as connection:
            return int(
                connection.execute(
                    text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")
                ).scalar_one()
            )


@pytest.fixture
def outbox(database_url: str) -> Iterator[Outbox]:
    engine = create_engine(database_url)
    yield Outbox(engine)
    engine.dispose()


class RelayProcess:
    """A relay of its own process."""

    def __init__(self, url: str, broker: EmbeddedBroker, failpoints: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("relay_process.py"))],
            env={
                **os.environ,
                "FV_DATABASE_URL": url,
                "FV_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
                "FV_FAILPOINTS": failpoints,
            },
            stderr=subprocess.DEVNULL,
        )

    def signal(self, how: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(how)

    def ended(self) -> int:
        """Wait for its end; return its exit code."""
        return self._process.wait(timeout=60)

    def gone(self) -> bool:
        """Whether it ended."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End it, whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def start_relay(database_url: str) -> Iterator[Callable[..., RelayProcess]]:
    started: list[RelayProcess] = []

    def start(broker: EmbeddedBroker, failpoints: str = "") -> RelayProcess:
        started.append(RelayProcess(database_url, broker, failpoints))
        return started[-1]

    yield start
    for process in started:
        process.end()


def log_of(broker: EmbeddedBroker, at_least: set[str]) -> list[tuple[str, str]]:
    """Return (key, ce_id) of the topic's records, partition by partition, once these are there."""
    found: list[tuple[str, str]] = []
    client = Consumer(
        {
            "bootstrap.servers": broker.bootstrap_servers,
            "group.id": str(uuid4()),
            "log_level": 0,
            "auto.offset.reset": "earliest",
        }
    )
    client.assign([TopicPartition(TOPIC, partition, 0) for partition in range(PARTITIONS)])
    end = time.monotonic() + 60
    quiet = 0
    while (missing := at_least - {message for _, message in found}) or quiet < 5:
        assert time.monotonic() < end, f"{len(missing)} messages are not in the log"
        record = client.poll(0.1)
        if record is None or record.error():
            quiet += 1
            continue
        headers = dict(record.headers() or [])
        found.append(((record.key() or b"").decode(), str((headers["ce_id"] or b"").decode())))  # type: ignore[union-attr]  # headers are bytes when read
    client.close()
    return found


def in_order_of_each_key(log: list[tuple[str, str]], written: list[tuple[str, str]]) -> bool:
    """Whether each key's messages stand in the order written, repeated prefixes apart."""
    for key in {key for key, _ in written}:
        wanted = [message for k, message in written if k == key]
        first_seen = list(dict.fromkeys(message for k, message in log if k == key))
        if first_seen != wanted:
            return False
    return True
