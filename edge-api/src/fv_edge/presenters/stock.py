"""Stock."""

from collections.abc import Iterable
from typing import Any

from firstviscount.inventory.v1.stock_pb2 import Location, StockLevel


def present_level(level: StockLevel) -> dict[str, Any]:
    """Return one shelf's JSON."""
    return {
        "sku": level.sku,
        "location": level.location,
        "on_hand": level.on_hand,
        "reserved": level.reserved,
        "available": level.on_hand - level.reserved,
        "version": level.version,
    }


def present_stock(sku: str, levels: Iterable[StockLevel]) -> dict[str, Any]:
    """Return a sku's stock: its shelves and their sums."""
    shelves = [present_level(level) for level in levels]
    return {
        "sku": sku,
        "on_hand": sum(shelf["on_hand"] for shelf in shelves),
        "reserved": sum(shelf["reserved"] for shelf in shelves),
        "available": sum(shelf["available"] for shelf in shelves),
        "levels": shelves,
    }


def present_location(location: Location) -> dict[str, Any]:
    """Return a location's JSON."""
    return {"location": location.location, "name": location.name}
