"""The ASGI application, every dependency an argument."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from fv_edge.cache.layer import CacheLayer
from fv_edge.edge import Edge
from fv_edge.http.shell import Shell
from fv_edge.limits.layer import RateLimitLayer
from fv_edge.limits.token_bucket import TokenBuckets
from fv_edge.main.openapi import describe
from fv_edge.problems import handlers
from fv_edge.routes import dead_letters, operations, orders, platform, products, progress, stock
from fv_edge.security.authentication import Verifier

ROUTES = (
    *orders.ROUTES,
    *progress.ROUTES,
    *products.ROUTES,
    *stock.ROUTES,
    *operations.ROUTES,
    *dead_letters.ROUTES,
    *platform.ROUTES,
)


def create_api(edge: Edge, token_url: str = "/oauth2/token") -> FastAPI:  # noqa: S107 - an address
    """Return the framework's part: the routes, their guards and their description."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.edge = edge
    app.router.redirect_slashes = False
    handlers.install(app)
    for route in ROUTES:
        route.add_to(app.router)
    describe(app, token_url)
    return app


def create_application(
    edge: Edge,
    verifier: Verifier,
    *,
    rate_per_client: float = 0.0,
    rate_per_address: float = 0.0,
    cors_origins: Sequence[str] = (),
    token_url: str = "/oauth2/token",  # noqa: S107 - an address
) -> ASGIApp:
    """Return the whole: ids and headers, then the rate limits, then the cache, then the routes."""
    app: ASGIApp = CacheLayer(create_api(edge, token_url), edge.cache)
    app = RateLimitLayer(
        app, verifier, TokenBuckets(rate_per_client), TokenBuckets(rate_per_address)
    )
    if cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=list(cors_origins),
            allow_methods=["GET", "POST", "PATCH"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "Prefer",
            ],
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-Id"],
        )
    return Shell(app)
