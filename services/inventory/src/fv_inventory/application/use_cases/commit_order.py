"""Sell what a paid order holds."""

from dataclasses import dataclass
from uuid import UUID

from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.reservation_repository import ReservationRepository
from fv_inventory.application.ports.stock_repository import StockRepository, held_shelves
from fv_inventory.domain.settle import commit


@dataclass(frozen=True, slots=True)
class CommitOrder:
    """An order whose payment is authorised."""

    order_id: UUID


class CommitOrderHandler:
    """Sell an order's units.

    - Only while they are held and the reservation's life is not over; else the commit is refused
      with the reason, and units that were still held are given back.
    - Every order gets one answer; a repetition changes nothing.
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

    def __call__(self, request: CommitOrder) -> None:
        """Commit or refuse the order's reservation, if there is one."""
        reservation = self._reservations.find(request.order_id)
        if reservation is None:
            return
        shelves = held_shelves(self._stock, reservation)
        after, happened = commit(reservation, shelves, self._clock.now())
        if happened:
            self._reservations.save(after)
        for event in happened:
            self._events.publish(event)
