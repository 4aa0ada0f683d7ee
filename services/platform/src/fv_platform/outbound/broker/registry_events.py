"""The registry's events, on their way through the outbox."""

from collections.abc import Iterable

from firstviscount.platform.v1 import registry_pb2 as pb
from fv_chassis.messages import OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_platform.domain.registry.events import (
    RegistryEvent,
    ServiceDeregistered,
    ServiceHealthChanged,
    ServiceRegistered,
)
from fv_platform.outbound.broker.messages import instance_message

TOPIC = "platform.service.v1"
_MESSAGES = {
    ServiceRegistered: pb.ServiceRegistered,
    ServiceHealthChanged: pb.ServiceHealthChanged,
    ServiceDeregistered: pb.ServiceDeregistered,
}


class OutboxRegistryEvents:
    """Publishes on `platform.service.v1`, keyed by the instance's id."""

    def __init__(self, outbox: OutboxWriter) -> None:
        self._outbox = outbox

    def publish(self, events: Iterable[RegistryEvent]) -> None:
        """Append the events to the outbox."""
        for event in events:
            self._outbox.append(encode(event))


def encode(event: RegistryEvent) -> OutgoingMessage:
    """Return the event's message; its sequence is the instance's version."""
    message = _MESSAGES[type(event)](instance=instance_message(event.instance))
    instance_id = str(event.instance.heartbeat.instance_id)
    return OutgoingMessage(
        topic=TOPIC,
        key=instance_id,
        type=message.DESCRIPTOR.full_name,
        value=message.SerializeToString(),
        subject=instance_id,
        sequence=event.instance.version,
    )
