"""Runs the revisions; the chassis knows how."""

from fv_chassis.postgres import run_migrations

run_migrations()
