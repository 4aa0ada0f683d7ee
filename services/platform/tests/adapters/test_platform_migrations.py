"""Migrations, up and down."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from fv_chassis.postgres.migrations import config_for


@pytest.fixture
def config(database_url: str) -> Config:
    return config_for(database_url, "fv_platform")


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def test_every_revision_goes_up_down_and_up_again(config: Config) -> None:
    revisions = list(ScriptDirectory.from_config(config).walk_revisions("base", "heads"))
    for revision in reversed(revisions):
        command.upgrade(config, revision.revision)
        command.downgrade(config, "-1")
        command.upgrade(config, revision.revision)


def test_the_way_down_leaves_nothing(config: Config, database: Engine) -> None:
    command.upgrade(config, "head")
    assert {"instances", "clients", "signing_keys"} <= set(inspect(database).get_table_names())
    command.downgrade(config, "base")
    assert inspect(database).get_table_names() == ["alembic_version"]
