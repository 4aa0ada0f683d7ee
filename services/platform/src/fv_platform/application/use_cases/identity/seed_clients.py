"""Bringing the clients of a deployment into the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from fv_platform.application.ports.identity.clients import ClientRepository
from fv_platform.application.ports.identity.secrets import SecretHasher
from fv_platform.domain.identity.client import Client


@dataclass(frozen=True, slots=True)
class ClientSeed:
    """A client as its deployment describes it; `subject` "" means the client itself."""

    client_id: str
    secret: str
    scopes: frozenset[str]
    subject: str = ""


class SeedClients:
    """Adds the clients that are missing and updates those that changed.

    - A client whose secret, scopes and subject are the same is left alone, so a restart writes
    nothing.
    - Clients that are no longer described stay: they are withdrawn by hand.
    """

    def __init__(self, clients: ClientRepository, hasher: SecretHasher) -> None:
        self._clients = clients
        self._hasher = hasher

    def run(self, seeds: Sequence[ClientSeed]) -> int:
        """Return how many clients were written."""
        known = self._clients.all()
        changed = [
            self._client(seed) for seed in seeds if not self._same(known.get(seed.client_id), seed)
        ]
        self._clients.put(changed)
        return len(changed)

    def _same(self, client: Client | None, seed: ClientSeed) -> bool:
        return (
            client is not None
            and client.scopes == seed.scopes
            and client.subject == (seed.subject or seed.client_id)
            and self._hasher.matches(client.secret_hash, seed.secret)
        )

    def _client(self, seed: ClientSeed) -> Client:
        return Client(
            seed.client_id,
            self._hasher.hash(seed.secret),
            seed.subject or seed.client_id,
            seed.scopes,
        )
