"""The `viscount` command: each group lives in a module or package with `register(app)`.

A group is added by naming its module in `GROUPS`; its `register(app: typer.Typer) -> None` adds
commands to the application. Modules are imported when the command line starts, so they keep heavy
imports inside their commands.
"""

import importlib
import importlib.util

import typer

GROUPS = (
    "fv_cli.lifecycle.command",
    "fv_cli.token_command",
    "fv_cli.orders.command",
    "fv_cli.dead_letters.command",
    "fv_cli.replay.command",
    "fv_cli.audit.command",
    "fv_cli.bench.command",
)


def build_app() -> typer.Typer:
    """Return the application with every group registered."""
    app = typer.Typer(
        name="viscount",
        help="Runs and operates a First Viscount platform.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def viscount() -> None:
        """Runs and operates a First Viscount platform."""

    for name in GROUPS:
        if _is_there(name):
            importlib.import_module(name).register(app)
    return app


def _is_there(name: str) -> bool:
    package = name.rpartition(".")[0]
    return bool(importlib.util.find_spec(package) and importlib.util.find_spec(name))
