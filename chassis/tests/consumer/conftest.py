"""A ledger as the service: every message adds its number to an account, once."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fv_chassis.local import PostgresServer
from fv_chassis.postgres import create_chassis_tables, create_engine

sys.path.insert(0, str(Path(__file__).parent))

from consumer_world import Ledger, ledger_tables  # found by the line above


class _Operations:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def execute(self, sqltext: str) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(sqltext)


@pytest.fixture(scope="session")
def ledger_url(postgres_server: PostgresServer) -> str:
    """Return the address of a database with the chassis' tables and the ledger's."""
    url = postgres_server.create_database("ledger")
    engine = create_engine(url)
    create_chassis_tables(_Operations(engine))
    ledger_tables(engine)
    engine.dispose()
    return url


@pytest.fixture
def database_url(ledger_url: str) -> str:
    """Return the same database, as it was at first: that is faster than a new one."""
    engine = create_engine(ledger_url)
    tables = "outbox, inbox, positions, command_results, dead_letters, entries"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")
        connection.exec_driver_sql("UPDATE account SET total = 0")
    engine.dispose()
    return ledger_url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return an engine on it."""
    made = create_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """Return the service."""
    return Ledger(engine)
