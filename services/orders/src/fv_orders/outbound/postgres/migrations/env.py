"""What Alembic runs; the chassis does the rest."""

from fv_chassis.postgres import run_migrations

run_migrations()
