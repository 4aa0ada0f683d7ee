"""What every write does: make an intent of the request, send its command, answer."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from fastapi import Request, Response
from google.protobuf.message import Message

from fv_chassis.tokens import Principal
from fv_edge.commands.command import Command, Intent, fingerprint
from fv_edge.commands.outcome import Locate, answer
from fv_edge.edge import edge_of
from fv_edge.http.prefer import preference
from fv_edge.metrics import COMMANDS_SENT
from fv_edge.problems import Problem


def caller(request: Request) -> Principal:
    """Return who calls; only for routes that ask for a token."""
    return cast(Principal, request.scope["fv_principal"])


async def intent_of(request: Request, service: str) -> Intent:
    """Return what the client asks for of that service."""
    principal = caller(request)
    ids = cast(Mapping[str, str], request.path_params)
    template = request.scope["route"].path
    document = await request.json()
    return Intent(
        service,
        principal,
        request.scope["fv_idempotency_key"],
        fingerprint(request.method, template, ids, document),
    )


async def submit(
    request: Request,
    intent: Intent,
    key: str,
    message: Message,
    *,
    id: UUID | None = None,  # noqa: A002 - it is the command's `id`
    locate: Locate | None = None,
) -> Response:
    """Send a command for the aggregate `key` and answer with what became of it; 201 when `locate`
    is given."""
    edge = edge_of(request)
    wish = preference(request.headers.get("prefer"), edge.wait_seconds)
    command = Command(id or intent.command_id(), intent, key, message)
    try:
        result = await edge.commands.submit(command, wish.wait)
        response = answer(command, result, locate)
    except Problem as refusal:
        COMMANDS_SENT.labels(intent.service, str(refusal.status)).inc()
        raise
    COMMANDS_SENT.labels(intent.service, str(response.status_code)).inc()
    if wish.applied:
        response.headers["preference-applied"] = wish.applied
    return response
