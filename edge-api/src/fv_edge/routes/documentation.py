"""Every answer that a route may give, for OpenAPI."""

from typing import TYPE_CHECKING, Any

from fv_edge.http.idempotency import PATTERN
from fv_edge.problems.problem import MEDIA_TYPE
from fv_edge.security.scopes import AUTHENTICATED, PUBLIC
from fv_edge.shapes.operations import AcceptedView

if TYPE_CHECKING:
    from fv_edge.routes.route import Route

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_TEXTS = {
    400: "A header or the body is malformed.",
    401: "No token, or none that proves anything.",
    403: "The token lacks a scope, or the caller may not do this.",
    404: "There is no such thing, or not for this caller.",
    409: "The request does not fit the present state.",
    412: "The version named by If-Match is not the present one.",
    413: "The body is larger than 1 MiB.",
    415: "The body is no JSON by its media type.",
    422: "The request lacks the required form or breaks a rule, or the key names another request.",
    429: "Too many requests.",
    500: "The edge failed.",
    503: "The broker, a service or a key set is away; come again after Retry-After.",
}
_WRITE_STATUSES = (400, 404, 409, 412, 413, 415, 422)


def responses_of(route: "Route") -> dict[int | str, dict[str, Any]]:
    """Return the documented answers of a route."""
    found: dict[int | str, dict[str, Any]] = {route.status: _success(route)}
    if route.method != "GET":
        found[202] = {
            "model": AcceptedView,
            "description": "Under way; Location says where to ask.",
        }
        found[202]["headers"] = _headers("Location", "Retry-After")
    if route.conditional:
        found[304] = {"description": "The client's copy is the present one."}
    for status in sorted(_statuses(route)):
        found[status] = {"description": _TEXTS[status], "content": _PROBLEM}
    return found


def operation_extras(route: "Route") -> dict[str, Any]:
    """Return what the framework cannot derive: security, and the headers that the guard reads."""
    extras: dict[str, Any] = {"security": [], "parameters": []}
    if route.scope != PUBLIC:
        scopes = [] if route.scope == AUTHENTICATED else [route.scope]
        extras["security"] = [{"oauth2": scopes}, {"bearer": []}]
    if route.method != "GET":
        extras["parameters"] += [_IDEMPOTENCY_KEY, _PREFER]
    if route.conditional:
        extras["parameters"].append(_IF_NONE_MATCH)
    if route.versioned:
        extras["parameters"].append(_IF_MATCH)
    return extras


def _success(route: "Route") -> dict[str, Any]:
    described: dict[str, Any] = {"description": "Done."}
    if route.answer is not None:
        described["model"] = route.answer
    else:
        described["content"] = {route.media_type: {"schema": _EVENT}}
    names = ["Location"] if route.status == 201 else []
    if route.conditional:
        names.append("ETag")
    if names:
        described["headers"] = _headers(*names)
    return described


def _statuses(route: "Route") -> set[int]:
    statuses = {422, 429, 500, 503}
    if "{" in route.path:
        statuses.add(404)
    if route.scope != PUBLIC:
        statuses |= {401, 403}
    if route.method != "GET":
        statuses |= set(_WRITE_STATUSES)
    return statuses


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"schema": {"type": "string"}} for name in names}


_EVENT = {
    "type": "object",
    "description": "One event; `data` is the order as JSON, `id` its version.",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A key of the client's own: the same key and request have their effect once.",
    "schema": {"type": "string", "pattern": PATTERN, "minLength": 1, "maxLength": 255},
    "example": "01939a2e-5f6d-7c3a-8d1b-2f4e6a8c0b1d",
}
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "RFC 7240: `respond-async`, or `wait=N` for at most N seconds (30 at most).",
    "schema": {"type": "string"},
    "example": "wait=5",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Entity tags of the client's copies.",
    "schema": {"type": "string"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The entity tag that the client saw: 412 when the thing has moved on.",
    "schema": {"type": "string", "pattern": r'^(\*|"[1-9][0-9]{0,17}")$'},
}
