"""Reservations in memory."""

from collections.abc import Collection
from uuid import UUID

from fv_inventory.domain.reservation import Reservation

from .store import State


class InMemoryReservationRepository:
    """The ReservationRepository of a transaction in memory."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._loaded: dict[UUID, Reservation] = {}
        self._saved: dict[UUID, Reservation] = {}

    def lock(self, order_ids: Collection[UUID]) -> None:
        """See ReservationRepository."""
        kept = self._state.reservations
        self._loaded.update({each: kept[each] for each in order_ids if each in kept})

    def find(self, order_id: UUID) -> Reservation | None:
        """See ReservationRepository."""
        return self._loaded.get(order_id)

    def save(self, reservation: Reservation) -> None:
        """See ReservationRepository."""
        self._loaded[reservation.order_id] = reservation
        self._saved[reservation.order_id] = reservation

    def flush(self) -> None:
        """See ReservationRepository."""
        self._state.reservations.update(self._saved)
        self._saved.clear()
