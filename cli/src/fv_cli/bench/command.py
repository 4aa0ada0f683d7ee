"""Registers `viscount bench orders`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fv_cli.output import JsonOption, progress_console, show
from fv_cli.platform_file import StateOption, load_platform, state_folder

if TYPE_CHECKING:
    from fv_cli.bench.run import Result


def register(app: typer.Typer) -> None:
    """Add the group `bench`."""
    group = typer.Typer(help="Measures.", no_args_is_help=True, rich_markup_mode=None)

    @group.callback()
    def bench() -> None:
        """Measures a running platform."""

    group.command("orders")(orders_command)
    app.add_typer(group, name="bench")


def orders_command(
    seconds: Annotated[float, typer.Option(min=1, help="How long orders are sent.")] = 60,
    concurrency: Annotated[int, typer.Option(min=1, max=2000, help="Orders under way.")] = 64,
    rate: Annotated[
        float, typer.Option(min=0, help="Orders a second that are offered; 0: as many as go.")
    ] = 0,
    limits: Annotated[
        bool, typer.Option(help="Measure PostgreSQL alone beside it, with pgbench.")
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where bench.json and bench.md are written; bench in the state folder when not "
            "given.",
            show_default=False,
        ),
    ] = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Place orders of two lines through REST and measure them from the request to confirmation.

    The exit code is 1 when the audit afterwards finds anything.
    """
    from fv_cli.bench.report import markdown, record_of
    from fv_cli.bench.run import Wish, bench_orders
    from fv_cli.traffic.journal import JOURNAL_NAME
    from fv_local.platform import LocalPlatform

    load_platform(state)
    folder = state_folder(state)
    wish = Wish(seconds, concurrency, rate, folder / JOURNAL_NAME, limits)
    with progress_console.status(f"placing orders for {seconds:g} s"):
        result: Result = bench_orders(LocalPlatform(folder), wish)
    record = record_of(result)
    section = markdown(record)
    where = out or folder / "bench"
    where.mkdir(parents=True, exist_ok=True)
    (where / "bench.json").write_text(json.dumps(record, indent=2) + "\n")
    (where / "bench.md").write_text(section)
    show(as_json, record, lambda: section.replace("[", r"\["))
    if result.audit.findings:
        raise typer.Exit(1)
