"""The clock that runs on every pending order."""

from datetime import datetime
from typing import Protocol

from fv_orders.domain.order import Order


class Deadlines(Protocol):
    """One deadline an order; set and stopped with the unit of work."""

    def set(self, order: Order, due_at: datetime) -> None:
        """Have the order's deadline pass at that time."""

    def stop(self, order: Order) -> None:
        """Forget the order's deadline."""
