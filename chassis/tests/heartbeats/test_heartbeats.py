"""What a process says of itself."""

from datetime import UTC, datetime

from firstviscount.platform.v1.registry_pb2 import (
    INSTANCE_STATE_GONE,
    INSTANCE_STATE_HEALTHY,
    INSTANCE_STATE_STARTING,
    INSTANCE_STATE_UNHEALTHY,
)
from fv_chassis.heartbeats import Heartbeats
from fv_chassis.heartbeats.sender import envelope
from fv_chassis.settings import ServiceSettings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def heartbeats(checks: dict[str, bool]) -> Heartbeats:
    return Heartbeats(
        "orders",
        ServiceSettings(lease_seconds=15),
        {name: (lambda name=name: checks[name]) for name in checks},
        {"grpc": "127.0.0.1:9001"},
        now=lambda: NOON,
    )


def test_an_instance_starts_gets_healthy_falters_and_leaves() -> None:
    checks = {"database": False, "broker": True}
    under_test = heartbeats(checks)
    starting = under_test.beat()
    checks["database"] = True
    healthy = under_test.beat()
    checks["broker"] = False
    unhealthy = under_test.beat()
    assert starting.state == INSTANCE_STATE_STARTING
    assert list(starting.not_ready) == ["database"]
    assert healthy.state == INSTANCE_STATE_HEALTHY
    assert unhealthy.state == INSTANCE_STATE_UNHEALTHY
    assert list(unhealthy.not_ready) == ["broker"]
    assert under_test.farewell().state == INSTANCE_STATE_GONE


def test_a_heartbeat_says_who_where_and_for_how_long() -> None:
    under_test = heartbeats({})
    beat = under_test.beat()
    assert (beat.service, beat.instance_id) == ("orders", str(under_test.instance_id))
    assert dict(beat.endpoints) == {"grpc": "127.0.0.1:9001"}
    assert beat.lease_seconds == 15
    assert beat.sent_at.ToDatetime(UTC) == NOON


def test_the_envelope_is_a_cloud_event() -> None:
    headers = dict(envelope(heartbeats({}).beat(), "orders", 3))
    assert headers["ce_type"] == b"firstviscount.platform.v1.InstanceHeartbeat"
    assert headers["ce_time"] == b"2026-01-01T12:00:00Z"
    assert (headers["ce_sequence"], headers["ce_source"]) == (b"3", b"orders")
    assert headers["ce_id"] == headers["ce_correlationid"]
