"""Give back what an order held for too long."""

from dataclasses import dataclass
from uuid import UUID

from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.reservation_repository import ReservationRepository
from fv_inventory.application.ports.stock_repository import StockRepository, held_shelves
from fv_inventory.domain.settle import expire


@dataclass(frozen=True, slots=True)
class ExpireOrder:
    """An order whose reservation's time has come."""

    order_id: UUID


class ExpireOrderHandler:
    """Give back an order's units when its reservation's life is over.

    - A reservation that was committed, released or refused in time stays as it is.
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

    def __call__(self, request: ExpireOrder) -> None:
        """Expire the order's reservation, if it is still held."""
        reservation = self._reservations.find(request.order_id)
        if reservation is None:
            return
        shelves = held_shelves(self._stock, reservation)
        after, happened = expire(reservation, shelves, self._clock.now())
        if happened:
            self._reservations.save(after)
        for event in happened:
            self._events.publish(event)
