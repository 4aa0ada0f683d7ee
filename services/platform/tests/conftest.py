"""People, processes and moments that the platform's tests speak of."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from fv_chassis.local import PostgresServer
from fv_chassis.postgres import create_engine, migrate
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState
from fv_platform.outbound.memory.time import FrozenClock

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
EDGE_1 = UUID(int=1)

MakeBeat = Callable[..., Heartbeat]


@pytest.fixture
def clock() -> FrozenClock:
    """Noon, until a test moves it."""
    return FrozenClock(NOON)


@pytest.fixture
def beat(clock: FrozenClock) -> MakeBeat:
    """Make a heartbeat of the first edge, healthy and sent now, but for what is given."""

    def make(sequence: int = 1, state: str = "healthy", **changes: Any) -> Heartbeat:
        fields: dict[str, Any] = {
            "instance_id": EDGE_1,
            "service": "edge",
            "release": "0.1.0",
            "endpoints": {"http": "127.0.0.1:8080"},
            "not_ready": (),
            "sent_at": clock.now(),
            "lease_seconds": 15,
        }
        return Heartbeat(**{**fields, **changes}, state=InstanceState(state), sequence=sequence)

    return make


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> str:
    """Migrate one database, of which every test gets a copy."""
    name = "platform_template"
    migrate(postgres_server.create_database(name), "fv_platform")
    return name


@pytest.fixture
def engine(postgres_server: PostgresServer, migrated_template: str) -> Iterator[Engine]:
    """Connect to a database of the test's own, with every table in place."""
    name = f"platform_{uuid4().hex}"
    made = create_engine(postgres_server.create_database(name, migrated_template))
    yield made
    made.dispose()
    postgres_server.drop_database(name)
