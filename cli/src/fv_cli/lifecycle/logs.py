"""viscount logs."""

import json
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

_PAUSE_SECONDS = 0.2


def run(folder: Path, program: str | None, lines: int, *, follow: bool, as_json: bool) -> None:
    """Print the last lines of one program or of all; with `follow` until interrupted."""
    paths = log_files(folder, program)
    for path in paths:
        for line in last_lines(path, lines):
            _print(path.stem, line, named=program is None, as_json=as_json)
    if follow:
        for path, line in following(paths):
            _print(path.stem, line, named=program is None, as_json=as_json)


def log_files(folder: Path, program: str | None) -> list[Path]:
    """Return the log files; BadParameter when there is none of that name."""
    found = sorted((folder / "logs").glob(f"{program or '*'}.log"))
    if not found:
        raise typer.BadParameter(f"no log of {program or 'any program'} in {folder}")
    return found


def last_lines(path: Path, count: int) -> Iterable[str]:
    """Return the last lines of a file."""
    with path.open(errors="replace") as file:
        return [line.rstrip("\n") for line in deque(file, maxlen=count)]


def following(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield lines as they are written from now on; a file that was rotated begins again."""
    positions = {path: path.stat().st_size for path in paths}
    while True:
        for path, position in positions.items():
            size = path.stat().st_size
            if size == position:
                continue
            with path.open(errors="replace") as file:
                file.seek(position if size > position else 0)
                for line in file:
                    yield path, line.rstrip("\n")
                positions[path] = file.tell()
        time.sleep(_PAUSE_SECONDS)


def _print(program: str, line: str, *, named: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"program": program, "line": line}))
    else:
        typer.echo(f"{program}: {line}" if named else line)
