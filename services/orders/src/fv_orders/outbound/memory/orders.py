"""Orders in memory."""

from collections.abc import Iterable
from uuid import UUID

from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.orders import Step
from fv_orders.domain.order import Order
from fv_orders.outbound.memory.state import PaymentRow, State


class InMemoryOrderRepository:
    """The orders of one unit; the store admits one unit at a time, so a lock is only noted."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._held: set[UUID] = set()

    def lock(self, order_ids: Iterable[UUID]) -> None:
        """Note that these are held."""
        self._held.update(order_ids)

    def get(self, order_id: UUID) -> Order | None:
        """Return the order if it is held and known."""
        return self._state.orders.get(order_id) if order_id in self._held else None

    def add(self, step: Step) -> None:
        """Keep a new order."""
        if step.order.order_id in self._state.orders:
            raise ValueError("the order's id is taken")
        self._held.add(step.order.order_id)
        self._write(step)

    def keep(self, step: Step) -> None:
        """Keep a changed order."""
        if step.order.order_id not in self._held:
            raise LookupError("the order is not held")
        self._write(step)

    def _write(self, step: Step) -> None:
        order = step.order
        entries = self._state.timeline.get(order.order_id, ())
        self._state.orders[order.order_id] = order
        self._state.timeline[order.order_id] = (*entries, step.entry)
        if step.pays:
            row = PaymentRow(order, order.payment, step.work, self._clock.now(), 0)
            self._state.payments[order.order_id, order.attempt] = row
