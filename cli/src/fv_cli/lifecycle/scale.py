"""viscount scale."""

from pathlib import Path

import typer

from fv_cli.output import progress_console, show
from fv_local.blueprint import MOST_EDGES
from fv_local.platform import LocalPlatform


def run(folder: Path, program: str, count: int, *, as_json: bool) -> None:
    """Run this many edges and wait until they are ready."""
    if program != "edge":
        raise typer.BadParameter("only `edge` can be scaled on one machine")
    if count > MOST_EDGES:
        raise typer.BadParameter(f"at most {MOST_EDGES} edges run on one machine")
    local = LocalPlatform(folder)
    if not local.running():
        raise typer.BadParameter("the platform is down: run `viscount up` first")
    with progress_console.status(f"scaling to {count}"):
        local.scale_edges(count)
    show(as_json, {"program": program, "count": count}, lambda: f"{count} × {program} ready.")
