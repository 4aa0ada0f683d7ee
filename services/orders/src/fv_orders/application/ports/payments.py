"""The work that the provider is asked for, and the provider."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Protocol
from uuid import UUID

from fv_orders.domain.states import PaymentWork


@dataclass(frozen=True, slots=True)
class PaymentTask:
    """One call to make: `tries` counts how often it was claimed, this time included."""

    order_id: UUID
    attempt: int
    work: PaymentWork
    amount: Decimal
    currency_code: str
    card_token: str
    tries: int
    traceparent: str

    @property
    def payment_key(self) -> str:
        """The key under which the provider knows the payment."""
        return f"{self.order_id}:{self.attempt}"


class Outcome(Enum):
    """How a call ended."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """The end of one call; `detail` is the provider's slug, or what kept it from answering."""

    task: PaymentTask
    outcome: Outcome
    detail: str = ""


class PaymentQueue(Protocol):
    """The calls that are due."""

    def claim(self, limit: int) -> Sequence[PaymentTask]:
        """Take at most `limit` due tasks; they fall due again by themselves after the lease."""

    def put_off(self, tasks: Iterable[PaymentTask]) -> None:
        """Have these tried again later, the later the more often they were tried."""


class PaymentProvider(Protocol):
    """Whoever holds the money. Safe to call from many threads."""

    def call(self, task: PaymentTask) -> ProviderAnswer:
        """Make one call. Everything that is not a definitive answer is `UNKNOWN`; never raises."""
