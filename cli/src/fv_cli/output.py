"""How a command shows its result: for people, or as one JSON document."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType
from rich.table import Table

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document instead of text for people.")
]

_WIDTH_OF_PIPES = 160

console = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_PIPES)
"""Where results go; a pipe or a file is as wide as the tables."""

progress_console = Console(stderr=True)
"""Where progress and remarks go, so that a pipe gets only the result."""


def show(as_json: bool, result: Any, render: Callable[[], RenderableType]) -> None:
    """Print `result` as JSON, or what `render` makes of it."""
    if as_json:
        typer.echo(json.dumps(result, indent=2, default=str))
    else:
        console.print(render(), soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a plain table; every cell is shown as text, without markup."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(escape_cell(cell) for cell in row))
    return made


def escape_cell(cell: object) -> str:
    """Return the cell's text such that rich prints brackets as they are."""
    return str(cell).replace("[", r"\[")
