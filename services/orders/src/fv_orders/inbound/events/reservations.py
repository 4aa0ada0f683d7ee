"""What inventory says about an order, in the order's own words."""

from collections.abc import Callable
from uuid import UUID

from google.protobuf.message import DecodeError

from firstviscount.inventory.v1 import events_pb2
from fv_chassis.messages import InvalidMessage, Message
from fv_orders.domain import inputs
from fv_orders.domain.inputs import Input
from fv_orders.domain.order import ShortSku

Reading = tuple[UUID, Input]


def when_stock_reserved(value: bytes) -> Reading:
    """Inventory holds every line."""
    event = events_pb2.StockReserved.FromString(value)
    return UUID(event.reservation.order_id), inputs.StockReserved()


def when_stock_rejected(value: bytes) -> Reading:
    """Inventory was short."""
    event = events_pb2.StockRejected.FromString(value)
    short = tuple(ShortSku(line.sku, line.requested, line.available) for line in event.short_lines)
    return UUID(event.order_id), inputs.StockRejected(short)


def when_stock_committed(value: bytes) -> Reading:
    """Inventory has sold the lines."""
    event = events_pb2.StockCommitted.FromString(value)
    return UUID(event.reservation.order_id), inputs.StockCommitted()


def when_stock_commit_refused(value: bytes) -> Reading:
    """Inventory could not sell the lines."""
    event = events_pb2.StockCommitRefused.FromString(value)
    return UUID(event.order_id), inputs.StockCommitRefused(event.reason)


def when_stock_released(value: bytes) -> Reading:
    """Inventory gave the lines back before they were sold."""
    event = events_pb2.StockReleased.FromString(value)
    return UUID(event.reservation.order_id), inputs.StockReleased()


def when_stock_expired(value: bytes) -> Reading:
    """Inventory gave the lines back after their time."""
    event = events_pb2.StockExpired.FromString(value)
    return UUID(event.reservation.order_id), inputs.StockExpired()


def when_stock_returned(value: bytes) -> Reading:
    """Inventory put sold lines back."""
    event = events_pb2.StockReturned.FromString(value)
    return UUID(event.reservation.order_id), inputs.StockReturned()


_READERS: dict[str, Callable[[bytes], Reading]] = {
    f"firstviscount.inventory.v1.{name}": reader
    for name, reader in (
        ("StockReserved", when_stock_reserved),
        ("StockRejected", when_stock_rejected),
        ("StockCommitted", when_stock_committed),
        ("StockCommitRefused", when_stock_commit_refused),
        ("StockReleased", when_stock_released),
        ("StockExpired", when_stock_expired),
        ("StockReturned", when_stock_returned),
    )
}


def read(message: Message) -> Reading | None:
    """Return the order and what came for it; None for events that orders has no use for."""
    reader = _READERS.get(message.type)
    if reader is None:
        return None
    try:
        return reader(message.value)
    except (DecodeError, ValueError) as error:
        raise InvalidMessage(f"{message.type}: {error}") from error
