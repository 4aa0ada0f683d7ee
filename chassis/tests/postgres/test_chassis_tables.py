from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, exc, text

from fv_chassis.postgres import (
    create_chassis_tables,
    create_engine,
    drop_chassis_tables,
    is_retryable,
)

_TABLES = text("""
    SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')
       AND relnamespace = 'public'::regnamespace AND NOT relispartition
""")


class _Operations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sqltext: str) -> None:
        self._connection.exec_driver_sql(sqltext)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    yield made
    made.dispose()


def test_the_tables_come_and_go(engine: Engine) -> None:
    with engine.begin() as connection:
        create_chassis_tables(_Operations(connection))
        assert set(connection.execute(_TABLES).scalars()) == {
            "outbox",
            "relay_floor",
            "inbox",
            "positions",
            "command_results",
            "dead_letters",
            "deadlines",
        }
        drop_chassis_tables(_Operations(connection))
        assert set(connection.execute(_TABLES).scalars()) == set()


@pytest.mark.parametrize(
    ("statement", "retryable"),
    [
        ("SELECT 1 / 0", False),
        ("SELECT nothing", False),
        ("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", True),
        ("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", True),
        ("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$", True),
        ("DO $$ BEGIN RAISE SQLSTATE '23505'; END $$", False),
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),
    ],
)
def test_failures_that_pass_by_themselves_are_told_from_others(
    engine: Engine, statement: str, retryable: bool
) -> None:
    with pytest.raises(exc.DBAPIError) as raised, engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert is_retryable(raised.value) is retryable


def test_a_server_that_is_away_may_come_back() -> None:
    engine = create_engine("postgresql+psycopg://fv@127.0.0.1:1/nothing")
    with pytest.raises(exc.OperationalError) as raised:
        engine.connect()
    assert is_retryable(raised.value)
