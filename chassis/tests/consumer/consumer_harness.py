"""Consumers that can be killed and are started again, and a producer of numbers."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from consumer_world import TOPIC, headers_of

from fv_chassis.local import EmbeddedBroker

PATIENCE_SECONDS = 90.0
Number = tuple[str, UUID]


class ConsumerProcess:
    """A consumer's process under a supervisor: what dies is started again, without failpoints.

    The broker's client was seen to end its whole process when the embedded broker restarts.
    """

    def __init__(self, url: str, broker: EmbeddedBroker, failpoints: str = "") -> None:
        script = Path(__file__).with_name("consumer_process.py")
        self._command = [sys.executable, str(script), url, broker.bootstrap_servers]
        self.deaths = 0
        self._process = self._start(failpoints)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """Kill the process; the next `supervise` starts another."""
        self._process.kill()
        self._process.wait()

    def supervise(self) -> None:
        """Start the process again if it died."""
        if self._process.poll() is not None:
            self.deaths += 1
            self._process = self._start("")

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Return once it holds; fail naming what did not come."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end, f"it did not come: {what}"
            self.supervise()
            time.sleep(0.05)

    def _start(self, failpoints: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "FV_FAILPOINTS": failpoints}
        return subprocess.Popen(self._command, env=environment)


def numbers(count: int) -> list[Number]:
    """Return messages that add one each."""
    return [("1", uuid4()) for _ in range(count)]


def publish(broker: EmbeddedBroker, messages: Iterable[Number], partitions: int = 2) -> None:
    """Create the topic if it is missing and write the messages over its partitions."""
    address = {"bootstrap.servers": broker.bootstrap_servers, "log_level": 0}
    _create_topic(AdminClient(address), partitions)
    producer = Producer(address)
    failures: list[object] = []
    for place, (number, message_id) in enumerate(messages):
        producer.produce(
            TOPIC,
            number.encode(),
            b"key",
            partition=place % partitions,
            headers=list(headers_of(message_id).items()),
            on_delivery=lambda error, _: failures.append(error) if error else None,
        )
    assert producer.flush(30) == 0
    assert failures == []


def _create_topic(admin: AdminClient, partitions: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while TOPIC not in admin.list_topics(timeout=10).topics:
        assert time.monotonic() < end
        for created in admin.create_topics([NewTopic(TOPIC, partitions, 1)]).values():
            try:
                created.result(10)
            except KafkaException:
                time.sleep(0.1)
