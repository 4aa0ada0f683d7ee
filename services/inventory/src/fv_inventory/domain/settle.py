"""Settle a reservation: sell it, give it back, let it lapse, or take the goods back."""

from collections.abc import Callable, Mapping
from datetime import datetime

from .events import (
    Event,
    StockCommitRefused,
    StockCommitted,
    StockExpired,
    StockReleased,
    StockReturned,
)
from .reservation import HeldUnits, Reservation, ReservationState
from .shelf import MovementKind, Shelf, StockLevel

HeldShelves = Mapping[tuple[str, str], Shelf]
"""Shelves by (sku, location): at least those that the reservation's units stand on."""

Settled = tuple[Reservation, tuple[Event, ...]]
"""The reservation afterwards, and what happened to it: nothing, when the state had moved on."""

_SOLD = frozenset({ReservationState.COMMITTED, ReservationState.RETURNED})
_REFUSALS = {
    ReservationState.EXPIRED: "expired",
    ReservationState.RELEASED: "released",
    ReservationState.FORGONE: "released",
    ReservationState.REJECTED: "unknown",
}


def commit(reservation: Reservation, shelves: HeldShelves, at: datetime) -> Settled:
    """Sell the units if they are still held and the reservation's life is not over.

    Every paid order gets one answer: committed or refused. A repetition changes nothing.
    """
    if reservation.state in _SOLD or reservation.refusal:
        return reservation, ()
    if reservation.state is not ReservationState.RESERVED:
        return _refuse(reservation)
    if reservation.has_lapsed(at):
        expired, happened = expire(reservation, shelves, at)
        refused, refusal = _refuse(expired)
        return refused, happened + refusal
    order_id = reservation.order_id
    levels = _move(reservation, shelves, lambda shelf, n: shelf.sell(n, at, order_id))
    after = reservation.now(ReservationState.COMMITTED)
    return after, (StockCommitted(after, levels),)


def expire(reservation: Reservation, shelves: HeldShelves, at: datetime) -> Settled:
    """Give the units back because the reservation's life is over; settled ones stay as they are."""
    if reservation.state is not ReservationState.RESERVED:
        return reservation, ()
    levels = _give_back(reservation, shelves, at, MovementKind.EXPIRED)
    after = reservation.now(ReservationState.EXPIRED)
    return after, (StockExpired(after, levels),)


def cancel(reservation: Reservation, shelves: HeldShelves, at: datetime) -> Settled:
    """Give the units back, sold or not, because the order ended without a sale."""
    if reservation.state is ReservationState.RESERVED:
        levels = _give_back(reservation, shelves, at, MovementKind.RELEASED)
        after = reservation.now(ReservationState.RELEASED)
        return after, (StockReleased(after, levels),)
    if reservation.state is ReservationState.COMMITTED:
        order_id = reservation.order_id
        levels = _move(reservation, shelves, lambda shelf, n: shelf.take_back(n, at, order_id))
        after = reservation.now(ReservationState.RETURNED)
        return after, (StockReturned(after, levels),)
    return reservation, ()


def _refuse(reservation: Reservation) -> Settled:
    refused = reservation.refused(_REFUSALS[reservation.state])
    return refused, (StockCommitRefused(refused.order_id, refused.refusal, refused.version),)


def _give_back(
    reservation: Reservation, shelves: HeldShelves, at: datetime, kind: MovementKind
) -> tuple[StockLevel, ...]:
    order_id = reservation.order_id
    return _move(reservation, shelves, lambda shelf, n: shelf.give_back(n, at, order_id, kind))


def _move(
    reservation: Reservation, shelves: HeldShelves, move: Callable[[Shelf, int], None]
) -> tuple[StockLevel, ...]:
    return tuple(_moved(shelves, units, move) for units in reservation.units)


def _moved(
    shelves: HeldShelves, units: HeldUnits, move: Callable[[Shelf, int], None]
) -> StockLevel:
    shelf = shelves[units.sku, units.location]
    move(shelf, units.quantity)
    return shelf.level()
