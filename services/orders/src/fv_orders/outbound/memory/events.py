"""The published events, in memory."""

from fv_orders.domain.events import OrderEvent
from fv_orders.outbound.memory.state import State


class InMemoryOrderEvents:
    """Appends to the state's events."""

    def __init__(self, state: State) -> None:
        self._state = state

    def publish(self, event: OrderEvent) -> None:
        """Publish the event."""
        self._state.events.append(event)
