"""The cache before the router."""

from starlette.types import ASGIApp, Receive, Scope, Send

from fv_edge.cache.paths import cacheable
from fv_edge.cache.store import Entry, ReadCache
from fv_edge.http.etags import matches
from fv_edge.http.headers import header
from fv_edge.metrics import CACHE_ANSWERS

_HIT = CACHE_ANSWERS.labels("hit")
_MISS = CACHE_ANSWERS.labels("miss")
_CONTROL = (b"cache-control", b"no-cache")


class CacheLayer:
    """Answers public reads from the cache; everything else, and what is not there, goes on to the
    application."""

    def __init__(self, app: ASGIApp, cache: ReadCache) -> None:
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or scope["query_string"]
            or not cacheable(scope["path"])
        ):
            await self._app(scope, receive, send)
            return
        entry = self._cache.get(scope["path"])
        if entry is None:
            _MISS.inc()
            await self._app(scope, receive, send)
            return
        _HIT.inc()
        await _answer(scope, send, entry)


async def _answer(scope: Scope, send: Send, entry: Entry) -> None:
    condition = header(scope, b"if-none-match")
    if condition is not None and matches(condition.decode("latin-1"), entry.etag.decode()):
        headers = [(b"etag", entry.etag), _CONTROL]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(entry.body)).encode()),
        (b"etag", entry.etag),
        _CONTROL,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": entry.body})
