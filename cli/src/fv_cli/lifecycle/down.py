"""viscount down."""

from pathlib import Path

from fv_cli.output import progress_console, show
from fv_local.platform import LocalPlatform


def run(folder: Path, *, forget: bool, as_json: bool) -> None:
    """Stop everything and say what had to be killed."""
    killed: list[str] = []
    was_running = False
    if folder.exists():
        local = LocalPlatform(folder)
        was_running = local.running()
        with progress_console.status("draining and stopping"):
            killed = local.down()
        if forget:
            local.forget()
    show(
        as_json,
        {"was_running": was_running, "killed": killed},
        lambda: _sentence(killed, was_running=was_running),
    )


def _sentence(killed: list[str], *, was_running: bool) -> str:
    said = "Stopped." if was_running else "Nothing was running."
    return f"{said} Killed because they outlived it: {', '.join(killed)}." if killed else said
