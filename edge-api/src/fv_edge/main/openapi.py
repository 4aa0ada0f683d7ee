"""The OpenAPI 3.1 description."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from fv_edge.shapes.operations import ProblemView

SCOPES = {
    "catalog:read": "Read products.",
    "catalog:write": "Change products.",
    "inventory:read": "Read stock.",
    "inventory:write": "Change stock.",
    "orders:read": "Read one's own orders.",
    "orders:write": "Place and cancel orders.",
    "orders:admin": "See everybody's orders.",
    "orders:negotiate": "Name a line's price.",
    "orders:on-behalf": "Order for another customer.",
    "operations:read": "Read the results of one's own commands.",
    "operations:admin": "Decide about dead letters.",
    "platform:read": "Read the platform's registry.",
}
_DESCRIPTION = (
    "First Viscount's REST interface. Every change carries an `Idempotency-Key`; errors are "
    "problem documents (RFC 9457) whose `type` never changes for a rule."
)


def describe(app: FastAPI, token_url: str) -> None:
    """Make the application show its complete description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _build(app, token_url)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _build(app: FastAPI, token_url: str) -> dict[str, Any]:
    described = get_openapi(
        title="First Viscount",
        version=version("fv-edge-api"),
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        routes=app.routes,
    )
    components = described.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    problem = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    # The framework describes its own form of validation errors, which this edge never sends.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "oauth2": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": token_url, "scopes": SCOPES}},
        },
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    }
    return described
