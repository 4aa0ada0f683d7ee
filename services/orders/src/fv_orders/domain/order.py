"""An order: what was agreed, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from fv_orders.domain.states import OrderState, PaymentState, StockState


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line: units of one sku at an exact price for each."""

    sku: str
    quantity: int
    unit_price: Decimal
    requires_stock: bool


@dataclass(frozen=True, slots=True)
class ShortSku:
    """A sku that was short: the units asked for over all lines, and those that were free."""

    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What was agreed when the order was placed; it never changes afterwards."""

    order_id: UUID
    customer_id: str
    reference: str
    currency_code: str
    lines: tuple[OrderLine, ...]
    total: Decimal
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """An order at one version.

    `terms` is the agreement in its published encoding: the core carries it from step to step and
    never reads it, so that a step of an order of 2,000 lines costs what one of a single line does.
    `ending` is why the order will be cancelled once the provider has given up its hold.
    """

    order_id: UUID
    customer_id: str
    currency_code: str
    total: Decimal
    card_token: str
    terms: bytes
    correlation_id: UUID
    traceparent: str
    placed_at: datetime
    updated_at: datetime
    state: OrderState = OrderState.PENDING
    payment: PaymentState = PaymentState.NONE
    stock: StockState = StockState.NONE
    cancel_reason: str = ""
    ending: str = ""
    short_skus: tuple[ShortSku, ...] = ()
    attempt: int = 0
    version: int = 0
    steps: int = 0

    @property
    def states(self) -> str:
        """The three states in one word, such as "pending/requested/reserved"."""
        return f"{self.state}/{self.payment}/{self.stock}"
