"""Deadlines in memory."""

from datetime import datetime

from fv_orders.domain.order import Order
from fv_orders.outbound.memory.state import State


class InMemoryDeadlines:
    """The deadlines of one unit."""

    def __init__(self, state: State) -> None:
        self._state = state

    def set(self, order: Order, due_at: datetime) -> None:
        """Set the order's deadline."""
        self._state.deadlines[order.order_id] = due_at

    def stop(self, order: Order) -> None:
        """Forget the order's deadline."""
        self._state.deadlines.pop(order.order_id, None)
