"""An edge whose neighbours are fakes."""

import sys
from pathlib import Path

import pytest

# The helpers beside this file have names of their own, so that no other suite's can be meant.
sys.path.insert(0, str(Path(__file__).parent))

from edge_fakes import FixedToken, InMemoryProducer, InMemoryQueries, InMemoryVerifier
from edge_surroundings import Surroundings, TickingClock

from fv_edge.cache import ReadCache
from fv_edge.commands.gateway import CommandGateway
from fv_edge.commands.replies import ExpectedReplies
from fv_edge.edge import Edge
from fv_edge.progress.subscriptions import OrderSubscriptions


@pytest.fixture
def around() -> Surroundings:
    clock = TickingClock()
    replies = ExpectedReplies(clock)
    producer = InMemoryProducer(replies)
    queries = InMemoryQueries()
    cache = ReadCache(30.0, 1_000, clock)
    progress = OrderSubscriptions(10)
    edge = Edge(
        CommandGateway(producer, replies), queries, FixedToken(), cache, progress, 0.05, 0.05
    )
    return Surroundings(
        InMemoryVerifier(), queries, producer, replies, cache, progress, clock, edge
    )


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
