"""What the framework raises, as problem documents."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Route

from fv_edge.problems.problem import MEDIA_TYPE, FieldError, Problem
from fv_edge.problems.table import problem


def respond(request: Request, error: Problem) -> Response:
    """Return the answer for a problem."""
    return Response(
        error.document(request.scope.get("fv_request_id", "")),
        error.status,
        headers=error.headers,
        media_type=MEDIA_TYPE,
    )


def from_validation(errors: list[Any]) -> Problem:
    """Translate a validation failure: every failing field with its path."""
    return problem(
        "invalid_shape",
        "see errors",
        errors=[FieldError(path_of(error["loc"]), str(error["msg"])) for error in errors[:100]],
    )


def path_of(location: tuple[int | str, ...]) -> str:
    """Return a field's path as clients write it: ("body", "lines", 2, "sku") is "lines[2].sku"."""
    steps = location[1:] if len(location) > 1 else location
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def from_http(error: HTTPException) -> Problem:
    """Translate what the router raises: unknown paths and methods."""
    headers: Mapping[str, str] = error.headers or {}
    if error.status_code == 404:
        return problem("not_found", "no resource has this path")
    return Problem(error.status_code, "refused", str(error.detail), headers=headers)


def _methods_of(app: FastAPI, path: str) -> set[str]:
    """Return what the path can do; the framework's own answer names only the first route's
    methods."""
    return {
        method
        for route in app.routes
        if isinstance(route, Route) and route.path_regex.match(path)
        for method in route.methods or ()
    }


def install(app: FastAPI) -> None:
    """Make the application answer every error as a problem document."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return respond(request, error)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(request, from_validation(list(error.errors())))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            allowed = ", ".join(sorted(_methods_of(app, request.url.path)))
            return respond(request, problem("method_not_allowed", headers={"allow": allowed}))
        return respond(request, from_http(error))

    async def on_anything(request: Request, error: Exception) -> Response:
        # The framework raises it again behind this answer, so the outermost layer logs it.
        return respond(request, problem("internal"))

    app.add_exception_handler(Exception, on_anything)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
