"""Heartbeats as they come from the broker."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstviscount.platform.v1 import registry_pb2 as pb
from fv_chassis.messages import InvalidMessage, Message
from fv_platform.domain.registry.heartbeat import InstanceState
from fv_platform.inbound.events.heartbeats import HEARTBEAT, read_heartbeat

INSTANCE = str(UUID(int=7))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def message(value: bytes, subject: str = INSTANCE) -> Message:
    return Message(
        id=UUID(int=1),
        type=HEARTBEAT,
        source="edge",
        subject=subject,
        time=NOON,
        sequence=4,
        correlation_id=UUID(int=1),
        causation_id=None,
        traceparent=None,
        topic="platform.heartbeats.v1",
        partition=0,
        offset=0,
        key=subject.encode(),
        value=value,
    )


def heartbeat(**changes: Any) -> bytes:
    fields: dict[str, Any] = {
        "instance_id": INSTANCE,
        "service": "edge",
        "version": "0.1.0",
        "endpoints": {"http": "127.0.0.1:80"},
        "state": pb.INSTANCE_STATE_UNHEALTHY,
        "not_ready": ["broker"],
        "lease_seconds": 15,
    }
    made = pb.InstanceHeartbeat(**{**fields, **changes})
    made.sent_at.FromDatetime(NOON)
    return made.SerializeToString()


def test_a_heartbeat_is_read_whole() -> None:
    beat = read_heartbeat(message(heartbeat()))
    assert (beat.instance_id, beat.service, beat.release) == (UUID(INSTANCE), "edge", "0.1.0")
    assert (beat.state, beat.not_ready) == (InstanceState.UNHEALTHY, ("broker",))
    assert (beat.sent_at, beat.lease_seconds, beat.sequence) == (NOON, 15, 4)
    assert beat.endpoints == {"http": "127.0.0.1:80"}


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (b"\xff\xff", "not an InstanceHeartbeat"),
        (heartbeat(instance_id="seven"), "instance_id"),
        (heartbeat(instance_id=str(UUID(int=8))), "instance_id"),
        (heartbeat(state=pb.INSTANCE_STATE_UNSPECIFIED), "state"),
        (heartbeat(state=99), "state"),
        (heartbeat(service=""), "service"),
        (heartbeat(lease_seconds=0), "lease_seconds"),
        (heartbeat(lease_seconds=100_000), "lease_seconds"),
    ],
)
def test_what_is_wrong_with_a_heartbeat_is_named(value: bytes, field: str) -> None:
    with pytest.raises(InvalidMessage, match=field):
        read_heartbeat(message(value))
