"""Where clients are kept."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from fv_platform.domain.identity.client import Client


class ClientRepository(Protocol):
    """The clients; every call is a transaction of its own."""

    def get(self, client_id: str) -> Client | None:
        """Return the client, None when there is none by that name."""
        ...

    def all(self) -> Mapping[str, Client]:
        """Return every client by its id."""
        ...

    def put(self, clients: Iterable[Client]) -> None:
        """Add them, or replace those of the same id."""
        ...
