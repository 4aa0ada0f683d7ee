"""Request bodies: bounded in size and depth, and JSON."""

from collections.abc import Iterable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Receive, Scope

from fv_edge.problems import problem

MAX_BYTES = 1 << 20
MAX_DEPTH = 32


class ReadRequest(Request):
    """A request whose body has been read and parsed already, under the edge's own limits."""

    def __init__(self, scope: Scope, receive: Receive, content: bytes, document: Any) -> None:
        super().__init__(scope, receive)
        self._content = content
        self._document = document

    async def body(self) -> bytes:
        """Return the bytes."""
        return self._content

    async def json(self) -> Any:
        """Return the document."""
        return self._document


async def read_json(request: Request) -> ReadRequest:
    """Read the body; `Problem` 413, 415 or 400 when it is too large, no JSON by its type, or
    malformed.

    A body without a length is counted while it comes: nothing beyond the limit is kept.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_BYTES:
        raise _too_large()
    content = await _read_bounded(request)
    if not content:
        return ReadRequest(request.scope, request.receive, b"", None)
    _check_media_type(request.headers.get("content-type", ""))
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise problem("malformed_json", str(error)) from error
    if content.count(b"{") + content.count(b"[") > MAX_DEPTH and is_deeper(document, MAX_DEPTH):
        raise problem("malformed_json", f"nested deeper than {MAX_DEPTH}")
    return ReadRequest(request.scope, request.receive, content, document)


async def _read_bounded(request: Request) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large() -> Exception:
    # The rest of the body stays unread, so the connection cannot be used again.
    return problem("body_too_large", f"at most {MAX_BYTES} bytes", headers={"connection": "close"})


def _check_media_type(content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json" and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise problem("unsupported_media_type", "send application/json")


def is_deeper(document: Any, limit: int) -> bool:
    """Return whether arrays and objects are nested more than `limit` deep."""
    level = _containers([document])
    for _ in range(limit):
        level = [child for node in level for child in _containers(_children(node))]
        if not level:
            return False
    return bool(level)


def _containers(nodes: Iterable[Any]) -> list[Any]:
    return [node for node in nodes if isinstance(node, dict | list)]


def _children(node: Any) -> Iterable[Any]:
    return node.values() if isinstance(node, dict) else node
