"""Where events go."""

from typing import Protocol

from fv_inventory.domain.events import Event


class EventPublisher(Protocol):
    """Publishes events in the transaction that makes them true."""

    def publish(self, event: Event) -> None:
        """Publish one event; the order of calls is the order on the wire."""
        ...
