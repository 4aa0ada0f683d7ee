"""The narrow view that inventory has of an order event: whose order, and what it needs."""

from typing import Final
from uuid import UUID

from google.protobuf.message import DecodeError

from firstviscount.orders.v1 import events_pb2, order_pb2
from fv_chassis.messages import InvalidMessage, Message
from fv_inventory.application.use_cases.reserve_order import ReserveOrder
from fv_inventory.domain.reserve import OrderedLine

OrderEvent = events_pb2.OrderPlaced | events_pb2.PaymentAuthorized | events_pb2.OrderCancelled

ORDER_EVENTS: Final[dict[str, type[OrderEvent]]] = {
    event.DESCRIPTOR.full_name: event
    for event in (events_pb2.OrderPlaced, events_pb2.PaymentAuthorized, events_pb2.OrderCancelled)
}


def ordered(message: Message) -> ReserveOrder | None:
    """Return the order that the event is about, or None for an event of no interest here.

    Raises InvalidMessage when the value is not what its type promises.
    """
    event_type = ORDER_EVENTS.get(message.type)
    if event_type is None:
        return None
    event = event_type()
    try:
        event.ParseFromString(message.value)
    except DecodeError as error:
        raise InvalidMessage(f"{message.type}: {error}") from error
    return ReserveOrder(_order_id(event.order), tuple(map(_line, event.order.lines)))


def _order_id(order: order_pb2.Order) -> UUID:
    try:
        return UUID(order.order_id)
    except ValueError as error:
        raise InvalidMessage(f"order_id: {error}") from error


def _line(line: order_pb2.OrderLine) -> OrderedLine:
    if line.quantity < 1 or not line.sku:
        raise InvalidMessage(f"line: {line.quantity} of {line.sku!r}")
    return OrderedLine(line.sku, line.quantity, line.requires_stock)
