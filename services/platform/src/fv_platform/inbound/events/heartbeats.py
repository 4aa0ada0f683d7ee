"""Heartbeats from the broker."""

from collections.abc import Sequence
from datetime import UTC
from uuid import UUID

from google.protobuf.message import DecodeError

from firstviscount.platform.v1 import registry_pb2 as pb
from fv_chassis.messages import InvalidMessage, Message
from fv_platform.application.use_cases.registry.record_heartbeats import RecordHeartbeats
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState

HEARTBEAT = pb.InstanceHeartbeat.DESCRIPTOR.full_name
LONGEST_LEASE_SECONDS = 300
_STATES = {
    pb.INSTANCE_STATE_STARTING: InstanceState.STARTING,
    pb.INSTANCE_STATE_HEALTHY: InstanceState.HEALTHY,
    pb.INSTANCE_STATE_UNHEALTHY: InstanceState.UNHEALTHY,
    pb.INSTANCE_STATE_GONE: InstanceState.GONE,
}


class RegistryWork:
    """One batch of heartbeats; the unit of work of the consumer `platform.registry`."""

    def __init__(self, use_case: RecordHeartbeats) -> None:
        self._use_case = use_case

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock the instances that the batch names; unreadable messages are met again by
        `handle`."""
        named = (_id_or_none(message.subject) for message in messages)
        self._use_case.begin({instance_id for instance_id in named if instance_id})

    def handle(self, message: Message) -> None:
        """Record one heartbeat; other types are passed over. `InvalidMessage` when it cannot be
        read."""
        if message.type == HEARTBEAT:
            self._use_case.record(read_heartbeat(message))

    def flush(self) -> None:
        """Write the instances."""
        self._use_case.finish()


def read_heartbeat(message: Message) -> Heartbeat:
    """Return the heartbeat; `InvalidMessage` says which field is at fault."""
    try:
        beat = pb.InstanceHeartbeat.FromString(message.value)
    except DecodeError as error:
        raise InvalidMessage("not an InstanceHeartbeat") from error
    instance_id = _id_or_none(beat.instance_id)
    if instance_id is None or beat.instance_id != message.subject:
        raise InvalidMessage("instance_id: a UUID, the same as the subject")
    if beat.state not in _STATES:
        raise InvalidMessage("state: not a state that is sent")
    if not beat.service:
        raise InvalidMessage("service: missing")
    if not 0 < beat.lease_seconds <= LONGEST_LEASE_SECONDS:
        raise InvalidMessage(f"lease_seconds: between 1 and {LONGEST_LEASE_SECONDS}")
    return Heartbeat(
        instance_id=instance_id,
        service=beat.service,
        release=beat.version,
        endpoints=dict(beat.endpoints),
        state=_STATES[beat.state],
        not_ready=tuple(beat.not_ready),
        sent_at=beat.sent_at.ToDatetime(UTC),
        lease_seconds=beat.lease_seconds,
        sequence=message.sequence,
    )


def _id_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
