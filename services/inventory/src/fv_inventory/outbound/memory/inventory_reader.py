"""Reads in memory."""

from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from fv_inventory.application.ports.inventory_reader import LedgerDifference, MovementView, ShelfKey
from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import Reservation, ReservationState
from fv_inventory.domain.shelf import StockLevel

from .store import InMemoryStore


class InMemoryInventoryReader:
    """The InventoryReader of a store in memory."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def levels_of(self, sku: str) -> Sequence[StockLevel]:
        """See InventoryReader."""
        return [level for level in self._levels() if level.sku == sku]

    def levels_after(self, after: ShelfKey | None, limit: int) -> Sequence[StockLevel]:
        """See InventoryReader."""
        following = (x for x in self._levels() if after is None or (x.sku, x.location) > after)
        return list(islice(following, limit))

    def movements_of(self, sku: str, after: int, limit: int) -> Sequence[MovementView]:
        """See InventoryReader."""
        numbered = enumerate(self._store.state.movements, start=1)
        views = (
            MovementView(
                number,
                move.sku,
                move.location,
                move.kind,
                move.on_hand_delta,
                move.reserved_delta,
                move.order_id,
                move.reason,
                move.moved_at,
            )
            for number, move in numbered
            if move.sku == sku and number > after
        )
        return list(islice(views, limit))

    def reservation(self, order_id: UUID) -> Reservation | None:
        """See InventoryReader."""
        return self._store.state.reservations.get(order_id)

    def reservations_after(
        self, after: UUID | None, limit: int, state: ReservationState | None
    ) -> Sequence[Reservation]:
        """See InventoryReader."""
        by_id = sorted(self._store.state.reservations.items())
        following = (
            reservation
            for order_id, reservation in by_id
            if (after is None or order_id > after) and state in (None, reservation.state)
        )
        return list(islice(following, limit))

    def locations(self) -> Sequence[Location]:
        """See InventoryReader."""
        return [location for _, location in sorted(self._store.state.locations.items())]

    def ledger_differences(self, limit: int) -> Sequence[LedgerDifference]:
        """See InventoryReader."""
        return [x for x in map(self._difference, self._levels()) if x is not None][:limit]

    def _levels(self) -> list[StockLevel]:
        rows = sorted(self._store.state.shelves.items(), key=lambda item: item[0])
        return [StockLevel(*key, row.on_hand, row.reserved, row.version) for key, row in rows]

    def _difference(self, level: StockLevel) -> LedgerDifference | None:
        moves = [
            move
            for move in self._store.state.movements
            if (move.sku, move.location) == (level.sku, level.location)
        ]
        on_hand = sum(move.on_hand_delta for move in moves)
        reserved = sum(move.reserved_delta for move in moves)
        agrees = (on_hand, reserved) == (level.on_hand, level.reserved)
        return None if agrees else LedgerDifference(level, on_hand, reserved)
