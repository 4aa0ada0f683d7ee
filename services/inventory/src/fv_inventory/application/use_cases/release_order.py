"""Give back what a cancelled order holds."""

from dataclasses import dataclass
from uuid import UUID

from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.reservation_repository import ReservationRepository
from fv_inventory.application.ports.stock_repository import StockRepository, held_shelves
from fv_inventory.domain.reservation import Reservation, ReservationState
from fv_inventory.domain.settle import cancel


@dataclass(frozen=True, slots=True)
class ReleaseOrder:
    """An order that ended without a sale."""

    order_id: UUID


class ReleaseOrderHandler:
    """Give back an order's units.

    - Held units are released; sold ones are returned to the shelves that they came from.
    - An order of which nothing was heard leaves a tombstone, so that it reserves nothing later.
    - A repetition changes nothing.
    """

    def __init__(
        self,
        reservations: ReservationRepository,
        stock: StockRepository,
        events: EventPublisher,
        clock: Clock,
    ) -> None:
        self._reservations = reservations
        self._stock = stock
        self._events = events
        self._clock = clock

    def __call__(self, request: ReleaseOrder) -> None:
        """Release or return the order's units, or remember that it wants none."""
        reservation = self._reservations.find(request.order_id)
        if reservation is None:
            self._reservations.save(Reservation(request.order_id, ReservationState.FORGONE))
            return
        shelves = held_shelves(self._stock, reservation)
        after, happened = cancel(reservation, shelves, self._clock.now())
        if happened:
            self._reservations.save(after)
        for event in happened:
            self._events.publish(event)
