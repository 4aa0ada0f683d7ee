"""/api/v1/operations"""

from typing import Annotated

from fastapi import Path, Request, Response

from firstviscount.operations.v1 import admin_pb2 as admin
from fv_edge.commands.outcome import present_result
from fv_edge.edge import edge_of
from fv_edge.presenters.json import json_response
from fv_edge.problems import Problem
from fv_edge.problems.table import RETRY_SECONDS
from fv_edge.queries.services import Service
from fv_edge.routes.reading import ask_as_caller, ask_as_edge
from fv_edge.routes.route import Route
from fv_edge.routes.writing import caller
from fv_edge.security.scopes import AUTHENTICATED
from fv_edge.shapes.fields import UUID_PATTERN
from fv_edge.shapes.operations import OperationView

_NAME = rf"^({'|'.join(Service)})\.{UUID_PATTERN[1:-1]}$"
_METHOD = "OperationsService/GetCommandResult"


async def get_operation(
    request: Request,
    operation: Annotated[
        str, Path(pattern=_NAME, examples=["orders.5f3c6f0e-6f0b-5d0a-9d0e-1c6b8a9e7a11"])
    ],
) -> Response:
    """Show what became of a write.

    404 for an operation that its service has not finished or never saw, or that is somebody else's:
    repeat the request with the same key.
    """
    service, _, command_id = operation.partition(".")
    principal = caller(request)
    remembered = edge_of(request).commands.replies.recall(command_id, principal.subject)
    if remembered is not None and remembered.reply.done():
        return json_response(present_result(operation, remembered.reply.result()))
    query = admin.GetCommandResultRequest(command_id=command_id, subject=principal.subject)
    # A caller without the scope is asked for by the edge, which always names the caller's subject.
    ask = ask_as_caller if "operations:read" in principal.scopes else ask_as_edge
    try:
        found = await ask(request, Service(service), _METHOD, query)
    except Problem as refusal:
        if remembered is None or refusal.status != 404:
            raise
        pending = present_result(operation, None)
        return json_response(pending, headers={"retry-after": RETRY_SECONDS})
    return json_response(present_result(operation, found.result))


ROUTES = (
    Route("GET", "/api/v1/operations/{operation}", get_operation, AUTHENTICATED, OperationView),
)
