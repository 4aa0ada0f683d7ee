from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from fv_chassis.postgres import (
    create_chassis_tables,
    create_engine,
    drop_chassis_tables,
    ensure_outbox_partitions,
)


class _Operations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sqltext: str) -> None:
        self._connection.exec_driver_sql(sqltext)


def _tables(connection: Connection) -> set[str]:
    return set(
        connection.execute(
            text(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace ="
                " 'public'::regnamespace AND NOT relispartition"
            )
        ).scalars()
    )


def test_the_tables_come_and_go(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        create_chassis_tables(_Operations(connection))
        assert _tables(connection) == {
            "outbox",
            "relay_floor",
            "inbox",
            "positions",
            "command_results",
            "dead_letters",
            "deadlines",
        }
        drop_chassis_tables(_Operations(connection))
        assert _tables(connection) == set()
    engine.dispose()


def test_the_outbox_gets_partitions_for_the_days_to_come(database_url: str) -> None:
    engine = create_engine(database_url)
    day = datetime.now(UTC).date() + timedelta(days=10)
    with engine.begin() as connection:
        create_chassis_tables(_Operations(connection))
        ensure_outbox_partitions(connection, day)
        ensure_outbox_partitions(connection, day)
        names = connection.execute(
            text(
                "SELECT inhrelid::regclass::text FROM pg_inherits"
                " WHERE inhparent = 'outbox'::regclass"
            )
        ).scalars()
        assert f"outbox_{day:%Y%m%d}" in set(names)
    engine.dispose()
