"""viscount status."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import typer
from rich.console import Group, RenderableType

from fv_cli.output import show, table
from fv_local.platform import LocalPlatform, ProgramStatus

_MEGABYTE = 1_000_000


def run(folder: Path, *, as_json: bool) -> None:
    """Show the programs; exit code 1 unless all of them are ready."""
    programs = LocalPlatform(folder).status() if folder.exists() else []
    ready = bool(programs) and not any(program.not_ready for program in programs)
    result = {"ready": ready, "programs": [asdict(program) for program in programs]}
    show(as_json, result, lambda: view(programs))
    if not ready:
        raise typer.Exit(1)


def view(programs: list[ProgramStatus]) -> RenderableType:
    """Return the table for people."""
    if not programs:
        return "The platform is down: `viscount up` starts it."
    rows = [
        (
            program.name,
            program.state,
            program.pid or "",
            timedelta(seconds=program.uptime_seconds),
            program.not_ready or "ready",
            f"{program.memory_bytes / _MEGABYTE:.0f} MB",
        )
        for program in programs
    ]
    total = sum(program.memory_bytes for program in programs) / _MEGABYTE
    columns = ("program", "state", "pid", "uptime", "ready", "memory")
    return Group(table(columns, rows), f"{len(programs)} programs, {total:.0f} MB")
