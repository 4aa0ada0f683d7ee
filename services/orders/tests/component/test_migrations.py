"""Every revision goes up, down and up again, and ends where it began."""

from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect

from fv_chassis.postgres.migrations import config_for


def test_every_revision_goes_up_down_and_up_again(database_url: str) -> None:
    config = config_for(database_url, "fv_orders")
    script = ScriptDirectory.from_config(config)
    for revision in reversed(list(script.walk_revisions())):
        command.upgrade(config, revision.revision)
        above = _tables(database_url)
        command.downgrade(config, revision.down_revision or "base")
        command.upgrade(config, revision.revision)
        assert _tables(database_url) == above


def test_down_leaves_nothing_behind(database_url: str) -> None:
    config = config_for(database_url, "fv_orders")
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert set(_tables(database_url)) <= {"alembic_version"}


def _tables(url: str) -> dict[str, Any]:
    engine = create_engine(url, poolclass=NullPool)
    inspector = inspect(engine)
    return {
        table: [
            sorted(column["name"] for column in inspector.get_columns(table)),
            sorted(str(index["name"]) for index in inspector.get_indexes(table)),
            sorted(str(check["name"]) for check in inspector.get_check_constraints(table)),
        ]
        for table in inspector.get_table_names()
    }
