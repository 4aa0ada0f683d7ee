"""From the records of `orders.order.v1` to orders."""

from typing import Any, NamedTuple

from google.protobuf.message import DecodeError

from firstviscount.orders.v1 import events_pb2 as events
from firstviscount.orders.v1.order_pb2 import Order
from fv_edge.readers.record import Record

ORDER_TOPIC = "orders.order.v1"
_PREFIX = "firstviscount.orders.v1."

_TYPES: dict[str, Any] = {
    _PREFIX + name: getattr(events, name) for name in events.DESCRIPTOR.message_types_by_name
}


class OrderEvent(NamedTuple):
    """What happened to an order, and the order afterwards."""

    name: str
    order: Order


def read_order_event(record: Record) -> OrderEvent | None:
    """Return the event; None for types that this release does not know and for bytes that nobody
    can read."""
    kind = _TYPES.get(record.type)
    if kind is None:
        return None
    try:
        return OrderEvent(record.type.removeprefix(_PREFIX), kind.FromString(record.value).order)
    except DecodeError:
        return None
