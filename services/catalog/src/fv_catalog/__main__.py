"""python -m fv_catalog {run|serve|consume|relay|migrate}"""

import argparse

from fv_catalog.main.container import Container
from fv_catalog.main.roles import GROUPS, SERVICE, CatalogRoles
from fv_catalog.main.settings import CatalogSettings
from fv_chassis.postgres import migrate
from fv_chassis.process import run_roles


def main() -> None:
    """Run what the command line names; `run` is every role in one process, after migrating."""
    parser = argparse.ArgumentParser(prog="python -m fv_catalog", description=__doc__)
    parser.add_argument("what", choices=[*GROUPS, "migrate"])
    what = parser.parse_args().what
    settings = CatalogSettings()
    if what in ("run", "migrate"):
        migrate(settings.database_url, "fv_catalog")
    if what == "migrate":
        return
    roles, checks = GROUPS[what](CatalogRoles(Container(settings=settings), settings))
    run_roles(SERVICE, roles, settings, checks)


if __name__ == "__main__":
    main()
