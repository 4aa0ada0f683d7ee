"""Orders."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fv_edge.shapes.fields import (
    Amount,
    CurrencyCode,
    Form,
    Quantity,
    Reason,
    ShortText,
    Sku,
    View,
)


class OrderLineForm(Form):
    """One line; `unit_price` only with scope orders:negotiate."""

    sku: Sku
    quantity: Quantity
    unit_price: Amount | None = None


class PlaceOrderForm(Form):
    """A purchase; `customer_id` only with scope orders:on-behalf."""

    lines: Annotated[list[OrderLineForm], Field(min_length=1, max_length=2_000)]
    currency_code: CurrencyCode
    card_token: Annotated[
        str,
        StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$"),
        Field(description="A token, never a card number.", examples=["tok_approve"]),
    ]
    reference: ShortText = ""
    customer_id: ShortText = ""
    expected_total: Amount | None = None


class CancelOrderForm(Form):
    """Why."""

    reason: Reason = ""


class OrderLineView(View):
    """One line."""

    sku: str
    quantity: int
    unit_price: str
    requires_stock: bool


class ShortLineView(View):
    """A sku that was short."""

    sku: str
    requested: int
    available: int


class OrderView(View):
    """An order."""

    order_id: str
    customer_id: str
    reference: str
    state: Literal["pending", "confirmed", "cancelled"]
    payment_state: Literal[
        "none", "requested", "authorised", "captured", "declined", "voiding", "voided", "refunded"
    ]
    stock_state: Literal["none", "reserved", "committed", "released"]
    cancel_reason: str
    currency_code: str
    total: str
    lines: list[OrderLineView]
    short_lines: list[ShortLineView]
    version: int
    placed_at: str
    updated_at: str


class OrderPage(View):
    """A page of orders; `next_page_token` is empty at the end."""

    orders: list[OrderView]
    next_page_token: str


class TimelineEntryView(View):
    """One step of an order's journey."""

    number: int
    input: str
    message_id: str
    decisions: list[str]
    states: str
    detail: str
    occurred_at: str
    decided_at: str
    trace_id: str


class TimelineView(View):
    """An order's journey, oldest first."""

    order_id: str
    entries: list[TimelineEntryView]
