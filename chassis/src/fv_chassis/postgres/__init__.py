"""PostgreSQL as every service uses it: engine, migrations, and the chassis' own tables."""

from fv_chassis.postgres.engine import create_engine
from fv_chassis.postgres.failures import is_retryable
from fv_chassis.postgres.migrations import migrate, run_migrations
from fv_chassis.postgres.schema import create_chassis_tables, drop_chassis_tables

__all__ = [
    "create_chassis_tables",
    "create_engine",
    "drop_chassis_tables",
    "is_retryable",
    "migrate",
    "run_migrations",
]
