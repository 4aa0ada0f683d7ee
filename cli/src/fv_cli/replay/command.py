"""Registers `viscount replay`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fv_cli.output import JsonOption, progress_console, show, table
from fv_cli.platform_file import StateOption, load_platform, state_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from fv_cli.replay.run import Verdict

_SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add `replay`."""
    app.command("replay")(replay_command)


def replay_command(
    file: Annotated[Path, typer.Argument(exists=True, help="An Online Retail CSV file, or .xz.")],
    oracle: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="A folder with oracle.json, orders.csv and units_by_sku.csv to compare with.",
            show_default=False,
        ),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(
            help="Where every key and answer is written; journal.jsonl in the state folder when "
            "not given.",
            show_default=False,
        ),
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=1000, help="Requests under way.")] = 32,
    limit: Annotated[int, typer.Option(min=0, help="Only the first invoices; 0: all.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Do not send again what the journal shows accepted.")
    ] = False,
    settle: Annotated[float, typer.Option(help="Seconds that the last orders may take.")] = 300,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a shop's sales through the public API, and compare what they come to.

    Sends products, opening stock and every sale as an order; the same file twice adds nothing.
    The exit code is 1 when anything differs.
    """
    from fv_cli.replay.importer import Pace
    from fv_cli.replay.run import Plan, replay
    from fv_cli.replay.sales import read_sales
    from fv_cli.traffic.journal import JOURNAL_NAME

    platform = load_platform(state)
    plan = Plan(
        read_sales(file).first(limit),
        journal or state_folder(state) / JOURNAL_NAME,
        oracle,
        Pace(concurrency),
        resume,
        settle,
    )
    verdict = replay(platform, plan, _progress)
    show(as_json, _record(verdict), lambda: _view(verdict))
    if verdict.differences:
        raise typer.Exit(1)


@contextmanager
def _progress(step: str, count: int) -> "Iterator[Callable[[int], None]]":
    columns = (
        TextColumn("{task.description:14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=progress_console) as bar:
        task = bar.add_task(step, total=count)
        yield lambda done: bar.advance(task, done)


def _record(verdict: "Verdict") -> dict[str, Any]:
    totals = verdict.totals
    return {
        "exact": not verdict.differences,
        "orders": totals.orders,
        "lines": totals.lines,
        "units": totals.units,
        "gross": f"{totals.gross:.2f}",
        "currency_code": "GBP",
        "seconds": round(verdict.seconds, 2),
        "orders_per_second": round(verdict.orders_per_second, 1),
        "repeated": verdict.repeated,
        "differences": list(verdict.differences),
    }


def _view(verdict: "Verdict") -> RenderableType:
    record = _record(verdict)
    names = ("orders", "lines", "units", "gross", "seconds", "orders_per_second")
    figures = table(("", ""), [(name.replace("_", " "), record[name]) for name in names])
    figures.show_header = False
    repeated = ", ".join(f"{cause}: {count}" for cause, count in verdict.repeated.items())
    found = list(verdict.differences[:_SHOWN])
    if len(verdict.differences) > _SHOWN:
        found.append(f"... and {len(verdict.differences) - _SHOWN} more")
    return Group(
        figures,
        f"requests sent again: {repeated or 'none'}",
        *(found or ["Exact."]),
    )
