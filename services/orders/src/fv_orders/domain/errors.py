"""The rules that refuse a command: each a class with a kind and a stable slug."""

from typing import ClassVar, Literal

Kind = Literal["not_found", "invalid", "conflict", "forbidden", "unavailable"]
Violations = tuple[tuple[str, str], ...]


class OrderError(Exception):
    """A rule that was broken.

    `violations` names the fields at fault. `lasting` says whether the refusal is a decision that a
    repeat of the same command meets again; otherwise the same key may succeed later.
    """

    kind: ClassVar[Kind]
    slug: ClassVar[str]
    lasting: ClassVar[bool] = True

    def __init__(self, detail: str, violations: Violations = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.violations = violations


class MalformedOrder(OrderError):
    """The request's own fields break a rule."""

    kind, slug, lasting = "invalid", "malformed_order", False


class UnknownSku(OrderError):
    """No event about the sku has arrived; it may be on its way."""

    kind, slug, lasting = "invalid", "unknown_sku", False


class ProductOffSale(OrderError):
    """The product was retired."""

    kind, slug = "invalid", "product_retired"


class CurrencyDiffers(OrderError):
    """A price is in another currency than the order."""

    kind, slug = "invalid", "currency_mismatch"


class TotalChanged(OrderError):
    """The total is not the one that the client showed."""

    kind, slug = "conflict", "total_changed"


class ScopeMissing(OrderError):
    """The caller's token lacks a scope."""

    kind, slug, lasting = "forbidden", "scope_missing", False


class OrderNotFound(OrderError):
    """There is no such order, or it is another customer's."""

    kind, slug, lasting = "not_found", "order_not_found", False


class OrderAlreadyConfirmed(OrderError):
    """The order is sold; it can be returned but not cancelled."""

    kind, slug = "conflict", "order_already_confirmed"
