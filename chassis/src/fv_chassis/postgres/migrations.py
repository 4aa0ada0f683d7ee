"""Alembic without files of its own in every service: the versions are all that a service writes.

Alembic is imported by the functions that need it: only a migration does, and every process would
pay a quarter of a second for it at its start.
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, create_engine, text

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 0x6676_6D69


def config_for(url: str, package: str) -> "Config":
    """Return Alembic's configuration for a service's package, such as "fv_orders"."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_migrations_of(package)))
    config.attributes["url"] = url
    return config


def migrate(url: str, package: str, revision: str = "head") -> None:
    """Bring the database to `revision`; two processes at once wait for each other."""
    from alembic import command

    command.upgrade(config_for(url, package), revision)


def run_migrations() -> None:
    """Run what Alembic was asked to do; every service's `env.py` calls this and nothing else."""
    from alembic import context

    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    try:
        with engine.connect() as connection:
            _run(connection)
    finally:
        engine.dispose()


def _run(connection: Connection) -> None:
    from alembic import context

    context.configure(connection=connection, transaction_per_migration=False)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        context.run_migrations()
    connection.commit()


def _migrations_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent / "outbound" / "postgres" / "migrations"
