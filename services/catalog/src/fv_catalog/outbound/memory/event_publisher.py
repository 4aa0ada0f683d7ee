"""Events in memory."""

from fv_catalog.domain.events import ProductEvent


class InMemoryEventPublisher:
    """Keeps what was published, in order."""

    def __init__(self) -> None:
        self.published: list[ProductEvent] = []

    def publish(self, event: ProductEvent) -> None:
        """See EventPublisher."""
        self.published.append(event)
