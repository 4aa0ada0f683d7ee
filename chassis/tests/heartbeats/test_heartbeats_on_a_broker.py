"""Heartbeats on a real broker, which may come back without its topics."""

from threading import Event, Thread
from uuid import uuid4

import pytest
from confluent_kafka import Consumer

from firstviscount.platform.v1.registry_pb2 import INSTANCE_STATE_GONE, InstanceHeartbeat
from fv_chassis.heartbeats import Heartbeats
from fv_chassis.local import EmbeddedBroker
from fv_chassis.settings import ServiceSettings

TOPIC = "platform.heartbeats.v1"


class Listener:
    """Reads the topic from its beginning, patiently."""

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._consumer = Consumer(
            {
                "bootstrap.servers": broker.bootstrap_servers,
                "group.id": str(uuid4()),
                "auto.offset.reset": "earliest",
                "allow.auto.create.topics": False,
                "topic.metadata.refresh.interval.ms": 200,
                "session.timeout.ms": 6000,
                "log_level": 0,
            }
        )
        self._consumer.subscribe([TOPIC])

    def until(self, heartbeats: Heartbeats, state: int | None = None) -> InstanceHeartbeat:
        for _ in range(600):
            record = self._consumer.poll(0.1)
            if record is None or record.error() or record.value() is None:
                continue
            beat = InstanceHeartbeat.FromString(bytes(record.value() or b""))
            if beat.instance_id == str(heartbeats.instance_id) and state in (None, beat.state):
                return beat
        raise AssertionError("no such heartbeat came")

    def close(self) -> None:
        self._consumer.close()


@pytest.fixture
def heartbeats(fresh_broker: EmbeddedBroker) -> Heartbeats:
    settings = ServiceSettings(
        kafka_bootstrap_servers=fresh_broker.bootstrap_servers, heartbeat_seconds=0.2
    )
    return Heartbeats("orders", settings, {}, {"grpc": "127.0.0.1:1"})


def test_heartbeats_survive_a_broker_that_comes_back_empty(
    fresh_broker: EmbeddedBroker, heartbeats: Heartbeats
) -> None:
    stop = Event()
    role = Thread(target=heartbeats.run, args=(stop,), daemon=True)
    role.start()
    before = Listener(fresh_broker)
    assert before.until(heartbeats).service == "orders"
    before.close()

    fresh_broker.kill()
    fresh_broker.start()
    after = Listener(fresh_broker)
    assert after.until(heartbeats).service == "orders"

    stop.set()
    role.join(30)
    assert after.until(heartbeats, INSTANCE_STATE_GONE).lease_seconds == 15
    after.close()
