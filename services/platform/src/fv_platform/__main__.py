"""python -m fv_platform {run|serve|consume|relay|migrate}"""

import argparse
import time

from sqlalchemy.exc import OperationalError

from fv_chassis.postgres import migrate
from fv_chassis.process import run_roles
from fv_chassis.telemetry import configure, get_logger
from fv_platform.main.container import Container
from fv_platform.main.roles import GROUPS, SERVICE, PlatformRoles
from fv_platform.main.settings import PlatformSettings

PATIENCE_SECONDS = 60
_log = get_logger(__name__)


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m fv_platform", description=__doc__)
    parser.add_argument("what", choices=[*GROUPS, "migrate"])
    what = parser.parse_args().what
    settings = PlatformSettings()
    configure(SERVICE, settings)
    if what in ("run", "migrate"):
        migrate_when_possible(settings.database_url)
    if what == "migrate":
        return
    roles, checks = GROUPS[what](PlatformRoles(Container(settings=settings), settings))
    endpoints = {}
    if "http" in roles:
        endpoints["http"] = f"{settings.public_host}:{settings.http_port}"
    run_roles(SERVICE, roles, settings, checks, endpoints=endpoints)


def migrate_when_possible(url: str) -> None:
    """Bring the database to the newest revision; a server that is not there yet is waited for.

    `OperationalError` when it is not there within a minute.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return migrate(url, "fv_platform")
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise
            _log.info("waiting for the database", error=str(error.orig))
            time.sleep(0.5)


if __name__ == "__main__":
    main()
