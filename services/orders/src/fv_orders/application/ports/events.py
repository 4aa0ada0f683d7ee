"""How the world hears of an order."""

from typing import Protocol

from fv_orders.domain.events import OrderEvent


class OrderEvents(Protocol):
    """The publisher: an event is sent if and only if the unit of work commits."""

    def publish(self, event: OrderEvent) -> None:
        """Publish the event."""
