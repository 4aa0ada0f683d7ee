"""python -m fv_platform {run|serve|consume|relay|migrate}"""

import argparse

from fv_chassis.postgres import migrate
from fv_chassis.process import run_roles
from fv_platform.main.container import Container
from fv_platform.main.roles import GROUPS, SERVICE, PlatformRoles
from fv_platform.main.settings import PlatformSettings


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m fv_platform", description=__doc__)
    parser.add_argument("what", choices=[*GROUPS, "migrate"])
    what = parser.parse_args().what
    settings = PlatformSettings()
    if what in ("run", "migrate"):
        migrate(settings.database_url, "fv_platform")
    if what == "migrate":
        return
    roles, checks = GROUPS[what](PlatformRoles(Container(settings=settings), settings))
    endpoints = {}
    if "http" in roles:
        endpoints["http"] = f"{settings.public_host}:{settings.http_port}"
    run_roles(SERVICE, roles, settings, checks, endpoints=endpoints)


if __name__ == "__main__":
    main()
