"""Reserve what an order needs."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.expiry_schedule import ExpirySchedule
from fv_inventory.application.ports.reservation_repository import ReservationRepository
from fv_inventory.application.ports.stock_repository import StockRepository
from fv_inventory.domain.reservation import ReservationState
from fv_inventory.domain.reserve import OrderedLine, demand_of, reserve


@dataclass(frozen=True, slots=True)
class ReserveOrder:
    """An order and all of its lines."""

    order_id: UUID
    lines: tuple[OrderedLine, ...]


class ReserveOrderHandler:
    """Reserve a whole order, or none of it.

    - Only for an order of which nothing was heard: a repetition, or one that was cancelled before
      it was seen, changes nothing.
    - Demand is summed per sku over the lines; lines that need no stock count for nothing.
    - Shelves are emptied in the order of their locations' codes.
    - A rejection names every sku that is short.
    - A reservation lapses after `life` unless it is committed.
    """

    def __init__(
        self,
        reservations: ReservationRepository,
        stock: StockRepository,
        events: EventPublisher,
        expiries: ExpirySchedule,
        clock: Clock,
        life: timedelta,
    ) -> None:
        self._reservations = reservations
        self._stock = stock
        self._events = events
        self._expiries = expiries
        self._clock = clock
        self._life = life

    def __call__(self, request: ReserveOrder) -> None:
        """Decide on the order, once."""
        if self._reservations.find(request.order_id):
            return
        demand = demand_of(request.lines)
        shelves = {sku: self._stock.shelves_of(sku) for sku in demand}
        reservation, event = reserve(
            request.order_id, demand, shelves, self._clock.now(), self._life
        )
        self._reservations.save(reservation)
        if reservation.state is ReservationState.RESERVED and reservation.expires_at:
            self._expiries.set(reservation.order_id, reservation.expires_at)
        self._events.publish(event)
