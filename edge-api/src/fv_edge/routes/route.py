"""A route, and the guard in front of every one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from fv_edge.http.body import read_json
from fv_edge.http.idempotency import idempotency_key
from fv_edge.routes.documentation import operation_extras, responses_of
from fv_edge.security.authentication import insufficient_scope, missing_token
from fv_edge.security.scopes import AUTHENTICATED, PUBLIC

Endpoint = Callable[..., Awaitable[Response]]
SCOPE = "x-required-scope"
WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path: what it does, who may, and every answer that it may give.

    `answer` is the form of its success; `status` 201 means that it creates something.
    A `conditional` read honours If-None-Match, a `versioned` write If-Match.
    """

    method: str
    path: str
    endpoint: Endpoint
    scope: str
    answer: type[BaseModel] | None
    status: int = 200
    conditional: bool = False
    versioned: bool = False
    media_type: str = "application/json"

    def add_to(self, router: APIRouter) -> None:
        """Register the route, guarded and documented."""
        summary, _, description = (self.endpoint.__doc__ or "").partition("\n\n")
        router.add_api_route(
            self.path,
            self.endpoint,
            methods=[self.method],
            status_code=self.status,
            response_model=None,
            response_class=Response,
            summary=summary.strip().rstrip("."),
            description=" ".join(description.split()),
            responses=responses_of(self),
            openapi_extra={SCOPE: self.scope, **operation_extras(self)},
            route_class_override=GuardedRoute,
            tags=[self.path.split("/")[3]],
        )


class GuardedRoute(APIRoute):
    """Asks, in this order: may the caller? is there an Idempotency-Key? is the body bounded JSON?

    A route without a declared scope cannot be built.
    """

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Return the framework's handler behind the guard."""
        scope = (self.openapi_extra or {}).get(SCOPE)
        if not scope:
            raise ValueError(f"{self.path} declares no scope")
        handle = super().get_route_handler()
        writes = bool(WRITES.intersection(self.methods or ()))

        async def guarded(request: Request) -> Response:
            authorise(request, scope)
            if not writes:
                return await handle(request)
            key = idempotency_key(request.headers.get("idempotency-key"))
            request.scope["fv_idempotency_key"] = key
            return await handle(await read_json(request))

        return guarded


def authorise(request: Request, scope: str) -> None:
    """Admit the caller or raise its `Problem`: 401 without a valid token, 403 without the scope,
    503 without keys."""
    if scope == PUBLIC:
        return
    principal = request.scope.get("fv_principal")
    if principal is None:
        raise request.scope.get("fv_token_problem") or missing_token()
    if scope not in (AUTHENTICATED, *principal.scopes):
        raise insufficient_scope(scope)
