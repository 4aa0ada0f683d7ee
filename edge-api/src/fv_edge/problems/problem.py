"""The problem document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:first-viscount:problem:"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One part of a request that broke a rule; `field` is its path, such as "lines[2].sku"."""

    field: str
    detail: str


class Problem(Exception):
    """A request that ends with a problem document.

    `slug` is the stable name of the rule; the document's `type` is made of it and never changes for
    a rule.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or title)
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers: dict[str, str] = dict(headers or {})

    def content(self) -> dict[str, Any]:
        """Return the document's members."""
        body: dict[str, Any] = {
            "type": TYPE_PREFIX + self.slug,
            "title": self.title,
            "status": self.status,
            "slug": self.slug,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [{"field": e.field, "detail": e.detail} for e in self.errors]
        return body

    def document(self, request_id: str = "") -> bytes:
        """Return the JSON; `request_id` is what a person names when asking about it."""
        return orjson.dumps(self.content() | ({"request_id": request_id} if request_id else {}))
