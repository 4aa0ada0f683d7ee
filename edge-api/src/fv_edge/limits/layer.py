"""The rate limits before everything else."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fv_edge.http.headers import header
from fv_edge.limits.token_bucket import Allowance, TokenBuckets
from fv_edge.metrics import RATE_REFUSALS
from fv_edge.problems import Problem, problem
from fv_edge.problems.asgi import send_problem
from fv_edge.security.authentication import Verifier, authenticate, bearer_token


class RateLimitLayer:
    """Counts a request against its address, and against its client when it carries a valid token.

    A token is judged here once; what was found travels on in the scope: `fv_principal`, or
    `fv_token_problem`, which only routes that need a caller raise.
    """

    def __init__(
        self, app: ASGIApp, verifier: Verifier, clients: TokenBuckets, addresses: TokenBuckets
    ) -> None:
        self._app = app
        self._verifier = verifier
        self._clients = clients
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        allowance = self._addresses.take(client[0] if client else "")
        if allowance is not None and not allowance.admitted:
            await _refuse(scope, send, "address", allowance)
            return
        found = await self._of_client(scope)
        if found is not None:
            if not found.admitted:
                await _refuse(scope, send, "client", found)
                return
            if allowance is None or found.remaining < allowance.remaining:
                allowance = found
        await self._app(scope, receive, _announcing(send, allowance) if allowance else send)

    async def _of_client(self, scope: Scope) -> Allowance | None:
        token = bearer_token(header(scope, b"authorization"))
        if token is None:
            return None
        scope["fv_token"] = token
        try:
            principal = await authenticate(self._verifier, token)
        except Problem as found:
            scope["fv_token_problem"] = found
            return None
        scope["fv_principal"] = principal
        return self._clients.take(principal.client_id)


async def _refuse(scope: Scope, send: Send, bucket: str, allowance: Allowance) -> None:
    RATE_REFUSALS.labels(bucket).inc()
    refusal = problem(
        "rate_exceeded", f"at most {allowance.limit} requests a second from one {bucket}"
    )
    await send_problem(scope, _announcing(send, allowance), refusal)


def _announcing(send: Send, allowance: Allowance) -> Send:
    extra = [
        (b"ratelimit-limit", b"%d" % allowance.limit),
        (b"ratelimit-remaining", b"%d" % allowance.remaining),
        (b"ratelimit-reset", b"%d" % allowance.reset),
    ]

    async def announcing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return announcing
