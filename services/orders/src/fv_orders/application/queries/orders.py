"""The questions about orders, and what answers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from fv_orders.application.ports.orders import TimelineEntry
from fv_orders.domain.order import Order
from fv_orders.domain.products import ProductCopy
from fv_orders.domain.states import OrderState, PaymentState


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One attempt at an order's money."""

    order_id: UUID
    attempt: int
    state: PaymentState
    amount: Decimal
    currency_code: str


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders are wanted; None and empty mean any. Ids above `after`, in order."""

    customer_id: str = ""
    state: OrderState | None = None
    after: UUID | None = None
    limit: int = 50


class OrderQueries(Protocol):
    """Reads what is committed; decides nothing about who may see it."""

    def get_order(self, order_id: UUID) -> Order | None:
        """Return the order."""

    def list_orders(self, wanted: OrderFilter) -> Sequence[Order]:
        """Return one page of orders by id."""

    def get_timeline(self, order_id: UUID) -> Sequence[TimelineEntry]:
        """Return the order's steps, oldest first."""

    def list_payments(self, after: tuple[UUID, int] | None, limit: int) -> Sequence[PaymentView]:
        """Return one page of payments by order and attempt."""

    def get_catalog_copy(self, sku: str) -> ProductCopy | None:
        """Return the copy of the product."""
