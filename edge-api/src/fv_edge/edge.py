"""What a request may use."""

from dataclasses import dataclass
from typing import cast

from fastapi import Request

from fv_edge.cache import ReadCache
from fv_edge.commands.gateway import CommandGateway
from fv_edge.progress.subscriptions import OrderSubscriptions
from fv_edge.queries.services import OwnToken, Queries


@dataclass(frozen=True, slots=True)
class Edge:
    """The edge's collaborators; times are in seconds."""

    commands: CommandGateway
    queries: Queries
    own_token: OwnToken
    cache: ReadCache
    progress: OrderSubscriptions
    wait_seconds: float = 5.0
    heartbeat_seconds: float = 15.0


def edge_of(request: Request) -> Edge:
    """Return the edge that serves the request."""
    return cast(Edge, request.app.state.edge)
