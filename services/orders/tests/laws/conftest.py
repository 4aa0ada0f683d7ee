"""Both stores, under one face."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest

from fv_chassis.postgres import create_engine
from fv_orders.application.ports.unit import Unit
from fv_orders.application.queries.orders import OrderQueries
from fv_orders.outbound.memory.clock import FrozenClock
from fv_orders.outbound.memory.queries import InMemoryOrderQueries
from fv_orders.outbound.memory.store import InMemoryStore
from fv_orders.outbound.postgres.queries import PostgresOrderQueries
from fv_orders.outbound.postgres.unit import PostgresStore


@dataclass
class Ground:
    """A store, what reads it, and the clock that both go by."""

    store: Any
    queries: OrderQueries
    clock: FrozenClock

    def unit(self) -> AbstractContextManager[Unit]:
        return self.store.unit()


@pytest.fixture(params=["memory", "postgres"])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    clock = FrozenClock()
    if request.param == "memory":
        memory = InMemoryStore(clock)
        yield Ground(memory, InMemoryOrderQueries(memory), clock)
        return
    engine = create_engine(request.getfixturevalue("orders_database"), pool_size=8)
    yield Ground(PostgresStore(engine, clock, "/orders"), PostgresOrderQueries(engine), clock)
    engine.dispose()
