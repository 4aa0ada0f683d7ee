"""What can come to an order after it was placed."""

from dataclasses import dataclass

from fv_orders.domain.order import ShortSku
from fv_orders.domain.states import PaymentWork


@dataclass(frozen=True, slots=True)
class StockReserved:
    """Inventory holds every line."""


@dataclass(frozen=True, slots=True)
class StockRejected:
    """Inventory holds nothing: some skus were short."""

    short_skus: tuple[ShortSku, ...]


@dataclass(frozen=True, slots=True)
class StockCommitted:
    """Inventory has sold the lines: the pivot of the order."""


@dataclass(frozen=True, slots=True)
class StockCommitRefused:
    """Inventory could not sell: the reservation had ended."""

    reason: str


@dataclass(frozen=True, slots=True)
class StockReleased:
    """Inventory gave the lines back before they were sold."""


@dataclass(frozen=True, slots=True)
class StockExpired:
    """Inventory gave the lines back because the reservation's life ended."""


@dataclass(frozen=True, slots=True)
class StockReturned:
    """Inventory put sold lines back."""


@dataclass(frozen=True, slots=True)
class PaymentAnswered:
    """The provider's definitive answer to one kind of work on one attempt.

    `refusal` is empty when it was done, otherwise the provider's slug.
    """

    work: PaymentWork
    attempt: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """Somebody who may do so asked for the end; `words` are theirs."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The order has been pending for too long."""


Input = (
    StockReserved
    | StockRejected
    | StockCommitted
    | StockCommitRefused
    | StockReleased
    | StockExpired
    | StockReturned
    | PaymentAnswered
    | CancelRequested
    | DeadlinePassed
)
