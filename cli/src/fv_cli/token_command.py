"""viscount token."""

from typing import Annotated

import typer

from fv_cli.output import JsonOption, show
from fv_cli.platform_file import StateOption, client_of, load_platform
from fv_cli.tokens import token_source


def register(app: typer.Typer) -> None:
    """Add `token`."""
    app.command("token")(token_command)


def token_command(
    client: Annotated[
        str, typer.Option(help="The OAuth2 client: operator, shop, importer or edge.")
    ] = "operator",
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print an access token of ten minutes."""
    platform = load_platform(state)
    token = token_source(platform, client)()
    scopes = " ".join(client_of(platform, client).scopes)
    if as_json:
        show(as_json, {"access_token": token, "client_id": client, "scope": scopes}, str)
    else:
        typer.echo(token)
