"""The problems of the edge itself, and what a service's kinds of refusal become."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fv_edge.problems.problem import FieldError, Problem


class _Row(NamedTuple):
    status: int
    title: str


_TABLE: dict[str, _Row] = {
    "malformed_json": _Row(400, "The body is not JSON"),
    "idempotency_key_missing": _Row(400, "An Idempotency-Key is required"),
    "idempotency_key_malformed": _Row(400, "The Idempotency-Key is malformed"),
    "malformed_header": _Row(400, "A header is malformed"),
    "missing_token": _Row(401, "An access token is required"),
    "invalid_token": _Row(401, "The access token is not valid"),
    "insufficient_scope": _Row(403, "The access token lacks a scope"),
    "not_found": _Row(404, "There is no such thing"),
    "method_not_allowed": _Row(405, "The method is not allowed here"),
    "version_unknown": _Row(412, "The version is not the present one"),
    "body_too_large": _Row(413, "The body is too large"),
    "unsupported_media_type": _Row(415, "The body's media type is not supported"),
    "invalid_shape": _Row(422, "The request does not have the required form"),
    "rate_exceeded": _Row(429, "Too many requests"),
    "internal": _Row(500, "The edge failed"),
    "idempotency_key_reused": _Row(422, "The Idempotency-Key names another request"),
    "broker_unavailable": _Row(503, "The broker does not answer"),
    "service_unavailable": _Row(503, "A service does not answer"),
    "keys_unavailable": _Row(503, "No key is known to verify tokens by"),
    "too_many_streams": _Row(503, "Too many streams are open"),
}

RETRY_SECONDS = "1"

_KINDS: dict[str, _Row] = {
    "not_found": _Row(404, "There is no such thing"),
    "invalid": _Row(422, "The request breaks a rule"),
    "conflict": _Row(409, "The request does not fit the present state"),
    "forbidden": _Row(403, "The caller may not do this"),
    "unavailable": _Row(503, "A dependency is away"),
    "precondition_failed": _Row(412, "The version is not the present one"),
}


def problem(
    slug: str,
    detail: str = "",
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Problem:
    """Return one of the edge's own problems; 503 and 429 say when to come again."""
    row = _TABLE[slug]
    return Problem(
        row.status, slug, row.title, detail, errors=errors, headers=_hinted(row.status, headers)
    )


def of_kind(kind: str, slug: str, detail: str, errors: Sequence[FieldError] = ()) -> Problem:
    """Return the problem that a service's refusal becomes; an unknown kind is the edge's
    failure."""
    row = _KINDS.get(kind)
    if row is None:
        return problem("internal", "a service refused in a way that the edge does not know")
    return Problem(
        row.status, slug, row.title, detail, errors=errors, headers=_hinted(row.status, None)
    )


def _hinted(status: int, headers: Mapping[str, str] | None) -> dict[str, str]:
    hint = {"retry-after": RETRY_SECONDS} if status in {429, 503} else {}
    return hint | dict(headers or {})
