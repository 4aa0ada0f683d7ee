"""From events to what they make old."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError

from firstviscount.inventory.v1 import events_pb2 as inventory
from firstviscount.inventory.v1.stock_pb2 import StockLevel
from fv_edge.cache.paths import product_path, stock_path
from fv_edge.readers.record import Record

PRODUCT_TOPIC = "catalog.product.v1"
STOCK_TOPIC = "inventory.stock.v1"
RESERVATION_TOPIC = "inventory.reservation.v1"


class Invalidation(NamedTuple):
    """A part of a path's answer has this version now."""

    path: str
    part: str
    version: int


_ONE_LEVEL: dict[str, Any] = {
    "firstviscount.inventory.v1.StockReceived": inventory.StockReceived,
    "firstviscount.inventory.v1.StockAdjusted": inventory.StockAdjusted,
}
_LEVELS: dict[str, Any] = {
    "firstviscount.inventory.v1.StockReserved": inventory.StockReserved,
    "firstviscount.inventory.v1.StockCommitted": inventory.StockCommitted,
    "firstviscount.inventory.v1.StockReleased": inventory.StockReleased,
    "firstviscount.inventory.v1.StockExpired": inventory.StockExpired,
    "firstviscount.inventory.v1.StockReturned": inventory.StockReturned,
}


def invalidations(record: Record) -> list[Invalidation]:
    """Return what the event makes old; nothing when it says nothing about products or levels."""
    if record.topic == PRODUCT_TOPIC:
        path = product_path(record.key.decode(errors="replace"))
        return [Invalidation(path, "", record.sequence)]
    try:
        return [
            Invalidation(stock_path(level.sku), level.location, level.version)
            for level in _levels(record)
        ]
    except DecodeError:
        # The owning consumers dead-letter what cannot be read; here the time limit is the backstop.
        return []


def _levels(record: Record) -> Iterable[StockLevel]:
    kind = record.type
    if kind in _LEVELS:
        return list(_LEVELS[kind].FromString(record.value).levels)
    if kind in _ONE_LEVEL:
        return [_ONE_LEVEL[kind].FromString(record.value).level]
    return []
