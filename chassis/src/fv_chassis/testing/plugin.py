"""Fixtures: real servers for the session, a database of its own for every test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from fv_chassis.local.broker import EmbeddedBroker
from fv_chassis.local.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the session."""
    server = PostgresServer()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database for one test."""
    name = f"test_{uuid4().hex}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def broker() -> Iterator[EmbeddedBroker]:
    """A broker for the session; never end it: take `fresh_broker` for that."""
    running = EmbeddedBroker().start()
    try:
        yield running
    finally:
        running.kill()


@pytest.fixture
def fresh_broker() -> Iterator[EmbeddedBroker]:
    """A broker for one test, which may end it and start it again, empty."""
    running = EmbeddedBroker().start()
    try:
        yield running
    finally:
        running.kill()
