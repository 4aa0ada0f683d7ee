"""Where events go."""

from typing import Protocol

from fv_catalog.domain.events import ProductEvent


class EventPublisher(Protocol):
    """Publishes events in the transaction that makes them true."""

    def publish(self, event: ProductEvent) -> None:
        """Publish one event; the order of calls is the order on the wire."""
        ...
