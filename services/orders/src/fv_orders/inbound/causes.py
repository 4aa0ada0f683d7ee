"""Messages as causes."""

from fv_chassis.messages import Message
from fv_orders.application.ports.fulfilment import Cause


def cause_of(message: Message) -> Cause:
    """Return the message as the cause of what it leads to."""
    return Cause(
        name=message.type.rpartition(".")[2],
        occurred_at=message.time,
        message_id=message.id,
        correlation_id=message.correlation_id,
        traceparent=message.traceparent or "",
    )
