"""What one order holds."""

from uuid import UUID

from fv_inventory.application.ports.inventory_reader import InventoryReader
from fv_inventory.domain.errors import UnknownReservation
from fv_inventory.domain.reservation import Reservation


class GetReservation:
    """Shows one order's reservation."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(self, order_id: UUID) -> Reservation:
        """Return the reservation; raises UnknownReservation."""
        reservation = self._reader.reservation(order_id)
        if reservation is None:
            raise UnknownReservation(f"Nothing is known about the order {order_id}.", "order_id")
        return reservation
