"""python -m fv_inventory {run|serve|consume|relay|migrate}"""

import argparse

from fv_chassis.postgres import migrate
from fv_chassis.process import run_roles
from fv_inventory.main.container import Container
from fv_inventory.main.roles import GROUPS, SERVICE, InventoryRoles
from fv_inventory.main.settings import InventorySettings


def main() -> None:
    """Run what the command line names; `run` is every role in one process, after migrating."""
    parser = argparse.ArgumentParser(prog="python -m fv_inventory", description=__doc__)
    parser.add_argument("what", choices=[*GROUPS, "migrate"])
    what = parser.parse_args().what
    settings = InventorySettings()
    if what in ("run", "migrate"):
        migrate(settings.database_url, "fv_inventory")
    if what == "migrate":
        return
    roles, checks = GROUPS[what](InventoryRoles(Container(settings=settings), settings))
    run_roles(SERVICE, roles, settings, checks)


if __name__ == "__main__":
    main()
