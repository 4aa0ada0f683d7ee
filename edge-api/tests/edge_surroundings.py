"""An edge and what stands around it, all of it in memory."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from edge_fakes import InMemoryProducer, InMemoryQueries, InMemoryVerifier
from starlette.types import ASGIApp

from fv_edge.cache import ReadCache
from fv_edge.commands.replies import ExpectedReplies
from fv_edge.edge import Edge
from fv_edge.main.application import create_application
from fv_edge.progress.subscriptions import OrderSubscriptions


class TickingClock:
    """Time that moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Surroundings:
    """An edge and what stands around it."""

    verifier: InMemoryVerifier
    queries: InMemoryQueries
    producer: InMemoryProducer
    replies: ExpectedReplies
    cache: ReadCache
    progress: OrderSubscriptions
    clock: TickingClock
    edge: Edge
    options: dict[str, Any] = field(default_factory=dict)

    def application(self) -> ASGIApp:
        """Return the application with the options of this test."""
        return create_application(self.edge, self.verifier, **self.options)

    def client(self) -> httpx.AsyncClient:
        """Return a client of the application; use it as a context."""
        transport = httpx.ASGITransport(app=self.application(), raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://edge")

    def bearer(self, *scopes: str, subject: str = "alice", client: str = "shop") -> dict[str, str]:
        """Return the header of a caller with these scopes."""
        token = self.verifier.issue(*scopes, subject=subject, client=client)
        return {"authorization": f"Bearer {token}"}
