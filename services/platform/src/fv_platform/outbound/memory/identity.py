"""Clients, keys and secrets in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

from fv_platform.domain.identity.client import Client
from fv_platform.domain.identity.signing_keys import SigningKey


class InMemoryClientRepository:
    """Keeps clients by their id."""

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}

    def get(self, client_id: str) -> Client | None:
        """Return the client, None when there is none by that name."""
        return self._clients.get(client_id)

    def all(self) -> Mapping[str, Client]:
        """Return every client by its id."""
        return dict(self._clients)

    def put(self, clients: Iterable[Client]) -> None:
        """Add or replace them."""
        self._clients.update({client.client_id: client for client in clients})


class InMemorySigningKeyRepository:
    """Keeps keys in the order of their making."""

    def __init__(self) -> None:
        self._keys: list[SigningKey] = []
        self._lock = Lock()

    def all(self) -> Sequence[SigningKey]:
        """Return every key, oldest first."""
        return sorted(self._keys, key=lambda key: (key.created_at, key.key_id))

    def add_if(
        self, due: Callable[[Sequence[SigningKey]], bool], make: Callable[[], SigningKey]
    ) -> bool:
        """Add a key if it is due; a lock keeps the question and the answer together."""
        with self._lock:
            if not due(self.all()):
                return False
            self._keys.append(make())
            return True


class PlainSecretHasher:
    """Hashes nothing: for tests that are not about secrets."""

    def hash(self, secret: str) -> str:
        """Return the secret with a mark that it was here."""
        return f"plain:{secret}"

    def matches(self, secret_hash: str | None, secret: str) -> bool:
        """Return whether the hash is the secret's."""
        return secret_hash == self.hash(secret)
