"""The outermost layer: ids, security headers, figures, and the last resort for errors."""

import re
import time
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fv_chassis.telemetry import get_logger, span
from fv_edge.http.headers import header
from fv_edge.metrics import REQUEST_SECONDS
from fv_edge.problems import problem
from fv_edge.problems.asgi import send_problem

_log = get_logger(__name__)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NO_STORE = (b"cache-control", b"no-store")


class Shell:
    """Gives every answer a request id and security headers, and keeps it out of shared caches
    unless it says otherwise; an error that nothing else has handled becomes a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["fv_request_id"] = request_id
        answer = _Answer(scope, send, request_id.encode())
        given = header(scope, b"traceparent")
        with span("http.request", traceparent=given.decode("latin-1") if given else None) as trace:
            try:
                await self._app(scope, receive, answer)
            except Exception:  # noqa: BLE001 - the outermost loop of a request: the process lives on
                _log.exception("a request failed", request_id=request_id, path=scope["path"])
                if not answer.begun:
                    await send_problem(scope, answer, problem("internal"))
            if trace.recorded:
                trace.set("http.request.method", scope["method"])
                trace.set("url.path", scope["path"])
                trace.set("http.response.status_code", answer.status)


class _Answer:
    """The way back to the client."""

    __slots__ = ("_began", "_request_id", "_scope", "_send", "begun", "status")

    def __init__(self, scope: Scope, send: Send, request_id: bytes) -> None:
        self._scope = scope
        self._send = send
        self._request_id = request_id
        self._began = time.perf_counter()
        self.begun = False
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self.status = message["status"]
            headers = [*message["headers"], (b"x-request-id", self._request_id), *_SECURITY]
            if not any(name == b"cache-control" for name, _ in message["headers"]):
                headers.append(_NO_STORE)
            message["headers"] = headers
            self._measure()
        await self._send(message)

    def _measure(self) -> None:
        route = self._scope.get("route")
        template = getattr(route, "path", "(cache or none)")
        REQUEST_SECONDS.labels(self._scope["method"], template, str(self.status)).observe(
            time.perf_counter() - self._began
        )


def _request_id(scope: Scope) -> str:
    given = header(scope, b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode()
    return str(uuid4())
