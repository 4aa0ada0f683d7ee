"""Answers as JSON bytes."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

JSON = dict[str, Any]


def json_response(
    body: JSON, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer without any further look at its content."""
    return Response(
        orjson.dumps(body), status, headers=dict(headers or {}), media_type="application/json"
    )


def etag_of(version: int) -> str:
    """Return the entity tag of an aggregate's version."""
    return f'"{version}"'
