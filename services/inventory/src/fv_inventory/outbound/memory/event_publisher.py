"""Events in memory."""

from fv_inventory.domain.events import Event


class InMemoryEventPublisher:
    """Keeps what was published, in order."""

    def __init__(self) -> None:
        self.published: list[Event] = []

    def publish(self, event: Event) -> None:
        """See EventPublisher."""
        self.published.append(event)
