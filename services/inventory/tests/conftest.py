"""What all of inventory's tests share."""

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from fv_chassis.local import PostgresServer
from fv_chassis.postgres import create_engine, migrate

# The helpers lie beside the tests, which are no package.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> str:
    """The name of a database at the newest revision, to copy."""
    name = f"template_inventory_{uuid4().hex}"
    migrate(postgres_server.create_database(name), "fv_inventory")
    return name


@pytest.fixture
def inventory_url(postgres_server: PostgresServer, migrated: str) -> Iterator[str]:
    """A database of one test's own, at the newest revision."""
    name = f"inventory_{uuid4().hex}"
    yield postgres_server.create_database(name, migrated)
    postgres_server.drop_database(name)


@pytest.fixture
def engine(inventory_url: str) -> Iterator[Engine]:
    """An engine on the test's database."""
    made = create_engine(inventory_url, pool_size=8)
    yield made
    made.dispose()
