"""Events as messages in the outbox."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from firstviscount.inventory.v1 import events_pb2
from fv_chassis.messages import OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_inventory.domain import events
from fv_inventory.domain.events import Event
from fv_inventory.outbound.metrics import EVENTS

from .stock_codec import level_message, location_message, reservation_message, short_message

RESERVATIONS: Final = "inventory.reservation.v1"
STOCK: Final = "inventory.stock.v1"

_OF_RESERVATIONS: Final[dict[type[events.ReservationEvent], Callable[..., Message]]] = {
    events.StockReserved: events_pb2.StockReserved,
    events.StockCommitted: events_pb2.StockCommitted,
    events.StockReleased: events_pb2.StockReleased,
    events.StockExpired: events_pb2.StockExpired,
    events.StockReturned: events_pb2.StockReturned,
}


class OutboxEventPublisher:
    """The EventPublisher that appends to the transaction's outbox.

    `correlation_id` is given to what has no message as its cause, such as a deadline's effect.
    """

    def __init__(self, outbox: OutboxWriter) -> None:
        self._outbox = outbox
        self.correlation_id: UUID | None = None

    def publish(self, event: Event) -> None:
        """See EventPublisher."""
        EVENTS.labels(type(event).__name__).inc()
        self._outbox.append(replace(outgoing(event), correlation_id=self.correlation_id))


def outgoing(event: Event) -> OutgoingMessage:
    """Return the message that tells the event: the key is the order's id, sku or location."""
    match event:
        case events.ReservationEvent():
            return _about_reservation(event)
        case events.StockRejected():
            short = [short_message(each) for each in event.short]
            told = events_pb2.StockRejected(order_id=str(event.order_id), short_lines=short)
            return _message(RESERVATIONS, str(event.order_id), event.version, told)
        case events.StockCommitRefused():
            refused = events_pb2.StockCommitRefused(
                order_id=str(event.order_id), reason=event.reason
            )
            return _message(RESERVATIONS, str(event.order_id), event.version, refused)
        case _:
            return _about_stock(event)


def _about_reservation(event: events.ReservationEvent) -> OutgoingMessage:
    told = _OF_RESERVATIONS[type(event)](
        reservation=reservation_message(event.reservation),
        levels=[level_message(level) for level in event.levels],
    )
    key = str(event.reservation.order_id)
    return _message(RESERVATIONS, key, event.reservation.version, told)


def _about_stock(
    event: events.StockReceived | events.StockAdjusted | events.LocationRegistered,
) -> OutgoingMessage:
    told: Any
    match event:
        case events.StockReceived(level, quantity, reason, sequence):
            told = events_pb2.StockReceived(
                level=level_message(level), quantity=quantity, reason=reason
            )
            return _message(STOCK, level.sku, sequence, told)
        case events.StockAdjusted(level, delta, reason, sequence):
            told = events_pb2.StockAdjusted(level=level_message(level), delta=delta, reason=reason)
            return _message(STOCK, level.sku, sequence, told)
        case events.LocationRegistered(location):
            told = events_pb2.LocationRegistered(location=location_message(location))
            return _message(STOCK, location.location, 1, told)


def _message(topic: str, key: str, sequence: int, told: Message) -> OutgoingMessage:
    return OutgoingMessage(
        topic=topic,
        key=key,
        type=told.DESCRIPTOR.full_name,
        value=told.SerializeToString(deterministic=True),
        subject=key,
        sequence=sequence,
    )
