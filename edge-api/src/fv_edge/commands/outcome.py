"""From a command's result to an answer."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from firstviscount.operations.v1.results_pb2 import CommandResult, Rejected, RejectionKind
from fv_edge.commands.command import Command
from fv_edge.presenters.json import JSON, etag_of, json_response
from fv_edge.presenters.snapshots import present_succeeded
from fv_edge.presenters.values import state_names
from fv_edge.problems import FieldError, Problem, of_kind
from fv_edge.problems.table import RETRY_SECONDS

_KINDS = state_names(RejectionKind, "REJECTION_KIND_")

Locate = Callable[[JSON], str]
"""Where a thing that was created is found, from its JSON."""


def answer(command: Command, result: CommandResult | None, locate: Locate | None) -> Response:
    """Return the answer to a write: 201 where something was created, 200 otherwise, 202 without a
    result yet.

    `Problem` when the owning service refused.
    """
    if result is None:
        return accepted(command)
    if result.WhichOneof("outcome") != "succeeded":
        raise refusal(result.rejected)
    body = present_succeeded(result.succeeded)
    headers = {"etag": etag_of(result.succeeded.version)} if result.succeeded.version else {}
    if locate is None:
        return json_response(body, headers=headers)
    return json_response(body, 201, {**headers, "location": locate(body)})


def accepted(command: Command) -> Response:
    """Return 202: the broker has the command, and where to ask what became of it."""
    body = {"operation": command.operation, "state": "pending"}
    location = f"/api/v1/operations/{command.operation}"
    return json_response(body, 202, {"location": location, "retry-after": RETRY_SECONDS})


def refusal(rejected: Rejected) -> Problem:
    """Return the problem that a refusal becomes."""
    errors = [FieldError(violation.field, violation.detail) for violation in rejected.violations]
    slug = rejected.slug or "refused"
    return of_kind(_KINDS.get(rejected.kind, ""), slug, rejected.detail, errors)


def present_result(operation: str, result: CommandResult | None) -> dict[str, Any]:
    """Return the JSON of an operation: pending, succeeded with the result, or rejected with the
    problem."""
    if result is None:
        return {"operation": operation, "state": "pending"}
    if result.WhichOneof("outcome") == "succeeded":
        shown = present_succeeded(result.succeeded)
        return {"operation": operation, "state": "succeeded", "result": shown}
    found = refusal(result.rejected)
    return {"operation": operation, "state": "rejected", "problem": found.content()}
