"""Registers `viscount order show` and `viscount order timeline`."""

from typing import Annotated, Any

import typer

from fv_cli.orders.view import order_view, timeline_view
from fv_cli.output import JsonOption, show
from fv_cli.platform_file import StateOption, load_platform
from fv_cli.rest import rest_client

OrderId = Annotated[str, typer.Argument(help="The order's id.")]
AsClient = Annotated[str, typer.Option("--as", help="The OAuth2 client to speak as.")]


def register(app: typer.Typer) -> None:
    """Add the group `order`."""
    group = typer.Typer(help="Shows orders.", no_args_is_help=True, rich_markup_mode=None)
    group.command("show")(show_command)
    group.command("timeline")(timeline_command)
    app.add_typer(group, name="order")


def show_command(
    order_id: OrderId,
    client: AsClient = "operator",
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an order as it is now."""
    order: dict[str, Any] = (
        rest_client(load_platform(state), client).get(f"/api/v1/orders/{order_id}").body
    )
    show(as_json, order, lambda: order_view(order))


def timeline_command(
    order_id: OrderId,
    client: AsClient = "operator",
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what happened to an order: what came, what was decided, when and why."""
    timeline: dict[str, Any] = (
        rest_client(load_platform(state), client).get(f"/api/v1/orders/{order_id}/timeline").body
    )
    show(as_json, timeline, lambda: timeline_view(timeline["entries"]))
