"""Events as messages in the outbox."""

from collections.abc import Callable
from typing import Any, Final

from firstviscount.catalog.v1 import events_pb2
from fv_catalog.domain import events
from fv_catalog.outbound.metrics import EVENTS
from fv_chassis.messages import OutgoingMessage
from fv_chassis.outbox import OutboxWriter

from .product_codec import product_message

TOPIC: Final = "catalog.product.v1"

_MESSAGES: Final[dict[type[events.ProductEvent], Callable[..., Any]]] = {
    events.ProductCreated: events_pb2.ProductCreated,
    events.ProductUpdated: events_pb2.ProductUpdated,
    events.PriceChanged: events_pb2.PriceChanged,
    events.ProductRetired: events_pb2.ProductRetired,
}


class OutboxEventPublisher:
    """The EventPublisher that appends to the transaction's outbox."""

    def __init__(self, outbox: OutboxWriter) -> None:
        self._outbox = outbox

    def publish(self, event: events.ProductEvent) -> None:
        """See EventPublisher."""
        EVENTS.labels(type(event).__name__).inc()
        self._outbox.append(outgoing(event))


def outgoing(event: events.ProductEvent) -> OutgoingMessage:
    """Return the message that tells the event; its key is the sku."""
    told = _MESSAGES[type(event)](product=product_message(event.product))
    return OutgoingMessage(
        topic=TOPIC,
        key=event.product.sku,
        type=told.DESCRIPTOR.full_name,
        value=told.SerializeToString(deterministic=True),
        subject=event.product.sku,
        sequence=event.product.version,
    )
