"""All reservations."""

from uuid import UUID

from fv_inventory.application.ports.inventory_reader import InventoryReader
from fv_inventory.domain.reservation import Reservation, ReservationState

from .paging import Page, page_of, page_size


class ListReservations:
    """Lists reservations by order id, of all states or one."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(
        self, after: UUID | None, size: int, state: ReservationState | None
    ) -> Page[Reservation]:
        """Return the page that follows an order, or the first."""
        size = page_size(size)
        return page_of(self._reader.reservations_after(after, size + 1, state), size)
