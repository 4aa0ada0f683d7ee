"""The `viscount` command: each group lives in a module with `register(app: typer.Typer) -> None`.

A group is added by naming its module in `GROUPS`. The modules are imported whenever the command
line starts, so they keep heavy imports inside their commands.
"""

import typer

import fv_cli.audit.command
import fv_cli.bench.command
import fv_cli.dead_letters.command
import fv_cli.lifecycle.command
import fv_cli.orders.command
import fv_cli.replay.command
import fv_cli.token_command

GROUPS = (
    fv_cli.lifecycle.command,
    fv_cli.token_command,
    fv_cli.orders.command,
    fv_cli.dead_letters.command,
    fv_cli.replay.command,
    fv_cli.audit.command,
    fv_cli.bench.command,
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

    for group in GROUPS:
        group.register(app)
    return app
