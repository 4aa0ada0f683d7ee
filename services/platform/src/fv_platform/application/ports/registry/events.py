"""Where the registry's events go."""

from collections.abc import Iterable
from typing import Protocol

from fv_platform.domain.registry.events import RegistryEvent


class RegistryEvents(Protocol):
    """Publishes what happened, in the transaction that makes it true."""

    def publish(self, events: Iterable[RegistryEvent]) -> None:
        """Hand the events over, in their order."""
        ...
