"""Every revision goes up, down and up again."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from fv_chassis.postgres.migrations import config_for


def test_stairway(database_url: str) -> None:
    config = config_for(database_url, "fv_catalog")
    revisions = list(ScriptDirectory.from_config(config).walk_revisions("base", "heads"))
    for revision in reversed(revisions):
        command.upgrade(config, revision.revision)
        down = revision.down_revision
        command.downgrade(config, down if isinstance(down, str) else "base")
        command.upgrade(config, revision.revision)


def test_the_way_down_leaves_nothing(database_url: str) -> None:
    config = config_for(database_url, "fv_catalog")
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    engine = create_engine(database_url)
    try:
        assert inspect(engine).get_table_names() == ["alembic_version"]
    finally:
        engine.dispose()
