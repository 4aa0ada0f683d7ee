"""/api/v1/admin/{service}/dead-letters"""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from firstviscount.operations.v1 import admin_pb2 as admin
from firstviscount.operations.v1 import commands_pb2 as commands
from fv_edge.presenters.dead_letter import present_dead_letter
from fv_edge.presenters.json import json_response
from fv_edge.queries.services import Service
from fv_edge.routes.reading import PageSize, PageToken, UuidInPath, ask_as_caller
from fv_edge.routes.route import Route
from fv_edge.routes.writing import intent_of, submit
from fv_edge.shapes.operations import (
    DeadLetterOutcomeView,
    DeadLetterPage,
    DeadLetterView,
    DiscardForm,
)

_ADMIN = "operations:admin"


async def list_dead_letters(
    request: Request,
    service: Service,
    page_size: PageSize = 50,
    page_token: PageToken = "",
    state: Annotated[Literal["open", "replayed", "discarded"] | None, Query()] = None,
) -> Response:
    """List a service's dead letters, oldest first."""
    query = admin.ListDeadLettersRequest(
        state=f"DEAD_LETTER_STATE_{state.upper()}" if state else None,
        page_size=page_size,
        page_token=page_token,
    )
    page = await ask_as_caller(request, service, "OperationsService/ListDeadLetters", query)
    letters = [present_dead_letter(letter) for letter in page.dead_letters]
    return json_response({"dead_letters": letters, "next_page_token": page.next_page_token})


async def get_dead_letter(
    request: Request, service: Service, dead_letter_id: UuidInPath
) -> Response:
    """Show a dead letter with its bytes."""
    query = admin.GetDeadLetterRequest(dead_letter_id=dead_letter_id)
    found = await ask_as_caller(request, service, "OperationsService/GetDeadLetter", query)
    return json_response(present_dead_letter(found.dead_letter))


async def replay_dead_letter(
    request: Request, service: Service, dead_letter_id: UuidInPath
) -> Response:
    """Run a dead letter through its handler again."""
    message = commands.ReplayDeadLetter(dead_letter_id=dead_letter_id)
    return await submit(request, await intent_of(request, service), dead_letter_id, message)


async def discard_dead_letter(
    request: Request, service: Service, dead_letter_id: UuidInPath, form: DiscardForm
) -> Response:
    """Give a dead letter up; a command is then answered as rejected."""
    message = commands.DiscardDeadLetter(dead_letter_id=dead_letter_id, reason=form.reason)
    return await submit(request, await intent_of(request, service), dead_letter_id, message)


_ALL = "/api/v1/admin/{service}/dead-letters"
_ONE = _ALL + "/{dead_letter_id}"
ROUTES = (
    Route("GET", _ALL, list_dead_letters, _ADMIN, DeadLetterPage),
    Route("GET", _ONE, get_dead_letter, _ADMIN, DeadLetterView),
    Route("POST", _ONE + "/replay", replay_dead_letter, _ADMIN, DeadLetterOutcomeView),
    Route("POST", _ONE + "/discard", discard_dead_letter, _ADMIN, DeadLetterOutcomeView),
)
