"""`POST /oauth2/token`."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fv_platform.application.use_cases.identity.issue_token import IssuedToken, IssueTokenHandler
from fv_platform.domain.identity.errors import IdentityError
from fv_platform.inbound.http.token_request import (
    MAX_BODY,
    BadTokenRequest,
    read_token_request,
)

_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}
_STATUS = {"invalid_client": 401, "invalid_scope": 400, "temporarily_unavailable": 503}


class TokenEndpoint:
    """Issues access tokens for client credentials (RFC 6749 §4.4)."""

    def __init__(self, handler: IssueTokenHandler) -> None:
        self._handler = handler

    async def __call__(self, request: Request) -> Response:
        """Answer with a token or with RFC 6749's error."""
        try:
            wanted = read_token_request(
                request.headers.get("content-type", ""),
                request.headers.get("authorization"),
                await _body(request),
            )
            # Hashing, signing and the database wait elsewhere than on the event loop.
            issued = await run_in_threadpool(self._handler.handle, wanted)
        except BadTokenRequest as error:
            return _failure(error.code, error.description, error.status)
        except IdentityError as error:
            return _failure(error.slug, error.detail, _STATUS[error.slug])
        return _success(issued)


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise BadTokenRequest("invalid_request", "the body is too long", 413)
    return body


def _success(issued: IssuedToken) -> Response:
    return JSONResponse(
        {
            "access_token": issued.token,
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
            "scope": " ".join(sorted(issued.scopes)),
        },
        headers=_NO_STORE,
    )


def _failure(code: str, description: str, status: int) -> Response:
    headers = dict(_NO_STORE)
    if status == 401:
        headers["www-authenticate"] = 'Basic realm="first-viscount", charset="UTF-8"'
    if status == 503:
        headers["retry-after"] = "1"
    body = {"error": code, "error_description": description}
    return JSONResponse(body, status_code=status, headers=headers)
