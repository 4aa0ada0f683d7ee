"""What verifiers and clients need to know of the issuer."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fv_platform.application.queries.identity.get_key_set import GetKeySet


class KeySetEndpoint:
    """`GET /.well-known/jwks.json`: the public keys (RFC 7517)."""

    def __init__(self, query: GetKeySet) -> None:
        self._query = query

    async def __call__(self, request: Request) -> Response:
        """Answer with the key set; 503 before the first key was made, so that nobody keeps an
        empty one."""
        keys = [dict(key) for key in await run_in_threadpool(self._query.run)]
        if not keys:
            return JSONResponse(
                {"error": "temporarily_unavailable"}, 503, headers={"retry-after": "1"}
            )
        headers = {"cache-control": "public, max-age=300"}
        return JSONResponse({"keys": keys}, headers=headers, media_type="application/jwk-set+json")


class MetadataEndpoint:
    """`GET /.well-known/oauth-authorization-server`: the issuer's description (RFC 8414)."""

    def __init__(self, issuer: str) -> None:
        base = issuer.rstrip("/")
        self._document = {
            "issuer": issuer,
            "token_endpoint": f"{base}/oauth2/token",
            "jwks_uri": f"{base}/.well-known/jwks.json",
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    async def __call__(self, request: Request) -> Response:
        """Answer with the description."""
        return JSONResponse(self._document, headers={"cache-control": "public, max-age=300"})
