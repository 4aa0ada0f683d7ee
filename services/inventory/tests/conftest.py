"""What all of inventory's tests share."""

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, inspect, text

from fv_chassis.local import PostgresServer
from fv_chassis.postgres import create_engine, migrate

# The helpers lie beside the tests, which are no package.
sys.path.insert(0, str(Path(__file__).parent))

# A law that fails does so every time, and a busy machine fails none.
settings.register_profile("laws", deadline=None, derandomize=True, database=None)
settings.load_profile("laws")


@pytest.fixture(scope="session")
def inventory_engine(postgres_server: PostgresServer) -> Iterator[Engine]:
    """An engine on the session's database, at the newest revision."""
    url = postgres_server.create_database(f"inventory_{uuid4().hex}")
    migrate(url, "fv_inventory")
    made = create_engine(url, pool_size=8)
    yield made
    made.dispose()


@pytest.fixture
def engine(inventory_engine: Engine) -> Engine:
    """The session's engine on a database as it is after its migration."""
    tables = set(inspect(inventory_engine).get_table_names()) - {"alembic_version"}
    with inventory_engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(sorted(tables))} RESTART IDENTITY"))
        connection.execute(text("INSERT INTO locations (location, name) VALUES ('main', 'Main')"))
    return inventory_engine
