"""Where reservations are kept."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from fv_inventory.domain.reservation import Reservation


class ReservationRepository(Protocol):
    """Reservations in one open transaction.

    `lock` locks and reads what the batch names, by order id, in one statement; `find` answers from
    that and from what was saved since; `flush` writes what was saved, whole, in one statement.
    Nobody sees it before the transaction commits.
    """

    def lock(self, order_ids: Collection[UUID]) -> None:
        """Lock and read the reservations of these orders that exist, in order of their ids."""
        ...

    def find(self, order_id: UUID) -> Reservation | None:
        """Return the order's reservation, or None when nothing was heard of the order."""
        ...

    def save(self, reservation: Reservation) -> None:
        """Keep the reservation in its new state; its units are written once, with the first."""
        ...

    def flush(self) -> None:
        """Write what was saved."""
        ...
