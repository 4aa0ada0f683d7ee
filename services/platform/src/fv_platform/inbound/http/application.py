"""The platform's HTTP face."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fv_platform.inbound.http.discovery import KeySetEndpoint, MetadataEndpoint
from fv_platform.inbound.http.token import TokenEndpoint
from fv_platform.inbound.http.traefik import TraefikEndpoint

Endpoint = Callable[[Request], Awaitable[Response]]


def create_application(
    token: TokenEndpoint,
    key_set: KeySetEndpoint,
    metadata: MetadataEndpoint,
    traefik: TraefikEndpoint,
    unavailable: tuple[type[Exception], ...] = (),
) -> Starlette:
    """Return the application; errors of the `unavailable` kinds answer 503."""
    return Starlette(
        routes=[
            _route("/oauth2/token", token, "POST"),
            _route("/.well-known/jwks.json", key_set, "GET"),
            _route("/.well-known/oauth-authorization-server", metadata, "GET"),
            _route("/traefik", traefik, "GET"),
        ],
        exception_handlers=dict.fromkeys(unavailable, _answer_unavailable),
    )


def _route(path: str, endpoint: Endpoint, method: str) -> Route:
    async def answer(request: Request) -> Response:
        return await endpoint(request)

    return Route(path, answer, methods=[method])


async def _answer_unavailable(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": "temporarily_unavailable"}, 503, headers={"retry-after": "1"})
