"""Reads for the queries, outside every batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import Reservation, ReservationState
from fv_inventory.domain.shelf import StockLevel

ShelfKey = tuple[str, str]
"""A sku and a location's code."""


@dataclass(frozen=True, slots=True)
class MovementView:
    """One row of the ledger, numbered; numbers rise, and may leave gaps."""

    movement_id: int
    sku: str
    location: str
    kind: str
    on_hand_delta: int
    reserved_delta: int
    order_id: UUID | None
    reason: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """A shelf whose counters are not the sums of its movements."""

    level: StockLevel
    ledger_on_hand: int
    ledger_reserved: int


class InventoryReader(Protocol):
    """Committed state as of one moment per call; lists start after the key given."""

    def levels_of(self, sku: str) -> Sequence[StockLevel]:
        """Return a sku's shelves by location."""
        ...

    def levels_after(self, after: ShelfKey | None, limit: int) -> Sequence[StockLevel]:
        """Return shelves by sku and location."""
        ...

    def movements_of(self, sku: str, after: int, limit: int) -> Sequence[MovementView]:
        """Return a sku's movements, oldest first."""
        ...

    def reservation(self, order_id: UUID) -> Reservation | None:
        """Return one order's reservation, or None."""
        ...

    def reservations_after(
        self, after: UUID | None, limit: int, state: ReservationState | None
    ) -> Sequence[Reservation]:
        """Return reservations by order id, of all states or one."""
        ...

    def locations(self) -> Sequence[Location]:
        """Return all locations by code."""
        ...

    def ledger_differences(self, limit: int) -> Sequence[LedgerDifference]:
        """Return the shelves whose counters disagree with their ledger, by sku and location."""
        ...
