"""Registers the commands that run a platform; what they need is imported when they run."""

from typing import Annotated

import typer

from fv_cli.output import JsonOption
from fv_cli.platform_file import StateOption, state_folder
from fv_local.options import Broker


def register(app: typer.Typer) -> None:
    """Add up, down, status, logs and scale."""
    app.command("up")(up_command)
    app.command("down")(down_command)
    app.command("status")(status_command)
    app.command("logs")(logs_command)
    app.command("scale")(scale_command)


def up_command(
    demo: Annotated[
        bool, typer.Option("--demo", help="Load a small catalogue, place an order and show it.")
    ] = False,
    broker: Annotated[
        Broker | None,
        typer.Option(
            help="embedded (in memory), kafka (Apache Kafka, needs Java and Maven) or external "
            "(where FV_KAFKA_BOOTSTRAP_SERVERS points); what it was, or embedded, when not given.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The REST port; a free one when not given."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=1, help="Seconds after which what is not ready is named.")
    ] = 120,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start the platform and wait until it is ready; harmless when it runs already."""
    from fv_cli.lifecycle import up

    up.run(
        up.Wishes(state_folder(state), broker, port, timeout, demo=demo),
        as_json=as_json,
    )


def down_command(
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete the state folder with all its data, too.")
    ] = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Drain and stop the platform; its data stays unless it shall be forgotten."""
    from fv_cli.lifecycle import down

    down.run(state_folder(state), forget=forget, as_json=as_json)


def status_command(state: StateOption = None, as_json: JsonOption = False) -> None:
    """Show every program: its process, how long it runs, whether it is ready, its memory."""
    from fv_cli.lifecycle import status

    status.run(state_folder(state), as_json=as_json)


def logs_command(
    program: Annotated[
        str | None, typer.Argument(help="One program; all when not given.", show_default=False)
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines come.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Lines per program.")] = 20,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the last lines of the programs' logs."""
    from fv_cli.lifecycle import logs

    logs.run(state_folder(state), program, lines, follow=follow, as_json=as_json)


def scale_command(
    program: Annotated[str, typer.Argument(help="What to scale: edge.")],
    count: Annotated[int, typer.Argument(min=1, help="How many of it shall run.")],
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run more or fewer edges; the entrance follows by the registry."""
    from fv_cli.lifecycle import scale

    scale.run(state_folder(state), program, count, as_json=as_json)
