"""Registers `viscount dlq list`, `show`, `replay` and `discard`."""

import uuid
from typing import Annotated, Any

import typer

from fv_cli.dead_letters.view import letter_view, letters_view
from fv_cli.output import JsonOption, show
from fv_cli.platform_file import StateOption, load_platform
from fv_cli.rest import RestClient, rest_client
from fv_local.services import SERVICES

Service = Annotated[str, typer.Argument(help="The service that passed the message over.")]
LetterId = Annotated[str, typer.Argument(help="The dead letter's id.")]
LetterState = Annotated[str, typer.Option("--in", help="open, replayed, discarded or all.")]


def register(app: typer.Typer) -> None:
    """Add the group `dlq`."""
    group = typer.Typer(
        help="Shows, replays and discards messages that a consumer passed over.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list")(list_command)
    group.command("show")(show_command)
    group.command("replay")(replay_command)
    group.command("discard")(discard_command)
    app.add_typer(group, name="dlq")


def list_command(
    service: Annotated[
        str | None, typer.Option(help="One service; all when not given.", show_default=False)
    ] = None,
    letter_state: LetterState = "open",
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """List dead letters, oldest first."""
    rest = rest_client(load_platform(state))
    letters = [
        {"service": name, **letter}
        for name in ([service] if service else SERVICES)
        for letter in _all_letters(rest, name, letter_state)
    ]
    show(as_json, {"dead_letters": letters}, lambda: letters_view(letters))


def show_command(
    service: Service,
    letter_id: LetterId,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one dead letter with its message."""
    letter = rest_client(load_platform(state)).get(_path(service, letter_id)).body
    show(as_json, letter, lambda: letter_view(letter))


def replay_command(
    service: Service,
    letter_id: LetterId,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the message through its handler again."""
    _decide(rest_client(load_platform(state)), service, letter_id, "replay", None, as_json=as_json)


def discard_command(
    service: Service,
    letter_id: LetterId,
    reason: Annotated[str, typer.Option(help="Why; kept with the letter.")],
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give the message up; a command is then answered as rejected."""
    body = {"reason": reason}
    rest = rest_client(load_platform(state))
    _decide(rest, service, letter_id, "discard", body, as_json=as_json)


def _decide(
    rest: RestClient, service: str, letter_id: str, verb: str, body: Any, *, as_json: bool
) -> None:
    answer = rest.post(f"{_path(service, letter_id)}/{verb}", body, key=str(uuid.uuid4()))
    done = "accepted, not answered yet" if answer.status == 202 else "done"
    result = {"dead_letter_id": letter_id, "status": answer.status, "answer": answer.body}
    show(as_json, result, lambda: f"{verb} of {letter_id}: {done}.")


def _all_letters(rest: RestClient, service: str, letter_state: str) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = []
    params = {} if letter_state == "all" else {"state": letter_state}
    while True:
        page = rest.get(_path(service), **params).body
        letters += page["dead_letters"]
        if not page.get("next_page_token"):
            return letters
        params = {**params, "page_token": page["next_page_token"]}


def _path(service: str, letter_id: str = "") -> str:
    return f"/api/v1/admin/{service}/dead-letters" + (f"/{letter_id}" if letter_id else "")
