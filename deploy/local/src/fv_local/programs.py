"""What the supervisor runs: one `Program` per process."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from fv_local.folder import StateFolder
from fv_local.platform_file import write_private


class Layer(IntEnum):
    """Where a program stands: what is above is stopped before what is below."""

    STORES = 1
    SERVICES = 2
    EDGES = 3


@dataclass(frozen=True, slots=True)
class Program:
    """One process: how it starts, how it stops, and where it says that it is ready.

    `ready_url` answers 200 when the program is ready; without one, a program that listens on
    `ready_port` is ready.
    """

    name: str
    command: tuple[str, ...]
    layer: Layer
    directory: Path
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    stop_signal: str = "TERM"
    ready_url: str | None = None
    ready_port: int | None = None


def save_programs(folder: StateFolder, programs: Iterable[Program]) -> None:
    """Keep what runs, so that another command can ask about it; it holds secrets."""
    records = [asdict(program) for program in programs]
    write_private(_file_of(folder), json.dumps(records, indent=2, default=str) + "\n")


def load_programs(folder: StateFolder) -> list[Program]:
    """Return the programs of the last start; none when there was no start."""
    path = _file_of(folder)
    return list(map(_program, json.loads(path.read_text()))) if path.exists() else []


def _program(record: dict[str, Any]) -> Program:
    changed = {
        "command": tuple(record["command"]),
        "layer": Layer(record["layer"]),
        "directory": Path(record["directory"]),
        "log": Path(record["log"]),
    }
    return Program(**{**record, **changed})


def _file_of(folder: StateFolder) -> Path:
    return folder.run / "programs.json"
