"""Finds the running platform that a command is about."""

import os
from pathlib import Path
from typing import Annotated

import typer

from fv_local.platform_file import Client, PlatformFile

__all__ = ["Client", "PlatformFile", "StateOption", "client_of", "load_platform", "state_folder"]

StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        envvar="FV_STATE_DIR",
        help="The platform's state folder; .viscount in this directory when not given.",
        show_default=False,
    ),
]


class NoPlatform(typer.BadParameter):
    """No platform was ever started in the state folder."""


def state_folder(state: Path | None) -> Path:
    """Return the folder that the option, FV_STATE_DIR or the current directory names."""
    return state or Path(os.environ.get("FV_STATE_DIR") or ".viscount")


def load_platform(state: Path | None = None) -> PlatformFile:
    """Read platform.json; without one `NoPlatform`, which is shown as a usage error."""
    folder = state_folder(state)
    try:
        return PlatformFile.load(folder)
    except FileNotFoundError as error:
        raise NoPlatform(f"no platform was started in {folder}: run `viscount up`") from error


def client_of(platform: PlatformFile, name: str) -> Client:
    """Return the client by the name that it has in platform.json."""
    try:
        return platform.clients[name]
    except KeyError as error:
        known = ", ".join(sorted(platform.clients))
        raise typer.BadParameter(f"no client {name}; there are {known}") from error
