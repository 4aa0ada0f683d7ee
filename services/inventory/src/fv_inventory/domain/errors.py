"""The rules that a request can break, one class each."""

from enum import StrEnum
from typing import ClassVar


class ErrorKind(StrEnum):
    """The class of a refusal; it decides the HTTP status and the gRPC code."""

    NOT_FOUND = "not_found"
    INVALID = "invalid"
    CONFLICT = "conflict"


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


class UnknownLocation(DomainError):
    """The location was never registered."""

    kind = ErrorKind.NOT_FOUND
    slug = "unknown_location"


class UnknownSku(DomainError):
    """The sku was never received at the location."""

    kind = ErrorKind.NOT_FOUND
    slug = "unknown_sku"


class LocationExists(DomainError):
    """The location's code is taken."""

    kind = ErrorKind.CONFLICT
    slug = "location_exists"
    lasting = True


class StockHeld(DomainError):
    """The adjustment would take units that orders hold, or more than there are."""

    kind = ErrorKind.CONFLICT
    slug = "stock_held"
    lasting = True


class UnknownReservation(DomainError):
    """Nothing was ever heard of the order."""

    kind = ErrorKind.NOT_FOUND
    slug = "unknown_reservation"
