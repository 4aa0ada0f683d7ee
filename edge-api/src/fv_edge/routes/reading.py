"""What every read does."""

from typing import Annotated, Any

import orjson
from fastapi import Path, Query, Request, Response

from fv_edge.edge import edge_of
from fv_edge.http.etags import matches
from fv_edge.queries.services import Service
from fv_edge.shapes.fields import SKU_PATTERN, UUID_PATTERN

PageSize = Annotated[int, Query(ge=1, le=500, description="At most this many.")]
PageToken = Annotated[
    str,
    Query(
        max_length=1024,
        pattern=r"^[\x21-\x7e]*$",
        description="`next_page_token` of the page before; opaque.",
    ),
]
SkuInPath = Annotated[str, Path(pattern=SKU_PATTERN, examples=["EXAMPLE-LAMP"])]
UuidInPath = Annotated[
    str, Path(pattern=UUID_PATTERN, examples=["5f3c6f0e-6f0b-5d0a-9d0e-1c6b8a9e7a11"])
]


async def ask_as_caller(request: Request, service: Service, method: str, query: Any) -> Any:
    """Ask a service under the caller's own token: the owning service decides what it may see."""
    return await edge_of(request).queries.ask(service, method, query, request.scope["fv_token"])


async def ask_as_edge(request: Request, service: Service, method: str, query: Any) -> Any:
    """Ask a service under the edge's token, for what everybody may see."""
    edge = edge_of(request)
    return await edge.queries.ask(service, method, query, await edge.own_token.token())


def conditional(request: Request, body: bytes, etag: str, control: str) -> Response:
    """Return 200 with the entity tag, or 304 when the client has that version already."""
    headers = {"etag": etag, "cache-control": control}
    condition = request.headers.get("if-none-match")
    if condition is not None and matches(condition, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def dumps(body: Any) -> bytes:
    """Return JSON bytes."""
    return orjson.dumps(body)
