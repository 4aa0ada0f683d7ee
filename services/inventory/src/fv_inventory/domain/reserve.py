"""Reserve whole orders: all of their lines, or none."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from .events import ShortSku, StockRejected, StockReserved
from .reservation import HeldUnits, Reservation, ReservationState
from .shelf import Shelf

Demand = Mapping[str, int]
"""Units by sku, summed over an order's lines."""


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """One line of an order, as far as stock is concerned; a sku may stand in several lines."""

    sku: str
    quantity: int
    requires_stock: bool


def demand_of(lines: Iterable[OrderedLine]) -> Demand:
    """Return what the lines need from the shelves; services need nothing."""
    demand: Counter[str] = Counter()
    for line in lines:
        if line.requires_stock:
            demand[line.sku] += line.quantity
    return demand


def reserve(
    order_id: UUID,
    demand: Demand,
    shelves: Mapping[str, Sequence[Shelf]],
    at: datetime,
    life: timedelta,
) -> tuple[Reservation, StockReserved | StockRejected]:
    """Hold the whole demand, or none of it.

    `shelves` are each sku's shelves in the order in which they are emptied.
    """
    short = tuple(_shortages(demand, shelves))
    if short:
        rejected = Reservation(order_id, ReservationState.REJECTED, version=1)
        return rejected, StockRejected(order_id, short, version=1)
    held = [
        (shelf, quantity)
        for sku in sorted(demand)
        for shelf, quantity in _fill(demand[sku], shelves[sku])
    ]
    for shelf, quantity in held:
        shelf.hold(quantity, at, order_id)
    units = tuple(HeldUnits(shelf.sku, shelf.location, quantity) for shelf, quantity in held)
    reservation = Reservation(order_id, ReservationState.RESERVED, units, 1, at + life)
    return reservation, StockReserved(reservation, tuple(shelf.level() for shelf, _ in held))


def _shortages(demand: Demand, shelves: Mapping[str, Sequence[Shelf]]) -> Iterable[ShortSku]:
    for sku in sorted(demand):
        available = sum(shelf.available for shelf in shelves[sku])
        if available < demand[sku]:
            yield ShortSku(sku, demand[sku], available)


def _fill(wanted: int, shelves: Sequence[Shelf]) -> Iterable[tuple[Shelf, int]]:
    for shelf in shelves:
        quantity = min(wanted, shelf.available)
        if quantity > 0:
            yield shelf, quantity
            wanted -= quantity
