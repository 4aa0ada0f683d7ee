"""The rules that a request can break, one class each."""

from enum import StrEnum
from typing import ClassVar


class ErrorKind(StrEnum):
    """The class of a refusal; it decides the HTTP status and the gRPC code."""

    NOT_FOUND = "not_found"
    INVALID = "invalid"
    CONFLICT = "conflict"
    PRECONDITION_FAILED = "precondition_failed"


class DomainError(Exception):
    """A rule that was broken: a stable `slug`, a `kind`, and a sentence for a person.

    `field` names the request's field at fault, or is empty. `lasting` says that the answer is a
    business decision which a repeated request must meet again; a refusal that does not last may
    turn into a success when the same request is sent later.
    """

    kind: ClassVar[ErrorKind]
    slug: ClassVar[str]
    lasting: ClassVar[bool] = False

    def __init__(self, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class InvalidField(DomainError):
    """A field's content is out of its range."""

    kind = ErrorKind.INVALID
    slug = "invalid_field"


class InvalidPrice(DomainError):
    """The price is negative, too fine, too high, or of no currency."""

    kind = ErrorKind.INVALID
    slug = "invalid_price"


class UnknownSku(DomainError):
    """There is no such product."""

    kind = ErrorKind.NOT_FOUND
    slug = "unknown_sku"


class ProductExists(DomainError):
    """The sku is taken."""

    kind = ErrorKind.CONFLICT
    slug = "product_exists"
    lasting = True


class ProductIsRetired(DomainError):
    """The product went off sale for good and cannot change."""

    kind = ErrorKind.CONFLICT
    slug = "product_retired"
    lasting = True


class VersionMismatch(DomainError):
    """The product is not at the version that the caller saw."""

    kind = ErrorKind.PRECONDITION_FAILED
    slug = "version_mismatch"
    lasting = True
