"""Answers as the contracts show them."""

from decimal import Decimal

from firstviscount.common.v1 import money_pb2
from firstviscount.orders.v1 import admin_pb2
from fv_orders.application.ports.orders import TimelineEntry
from fv_orders.application.queries.orders import PaymentView
from fv_orders.domain.products import ProductCopy


def timeline_entry(entry: TimelineEntry) -> admin_pb2.TimelineEntry:
    """Show one step of an order's process."""
    message = admin_pb2.TimelineEntry(
        number=entry.number,
        input=entry.given,
        message_id=str(entry.message_id or ""),
        decisions=entry.decisions,
        states=entry.states,
        detail=entry.detail,
        trace_id=entry.trace_id,
    )
    message.occurred_at.FromDatetime(entry.occurred_at)
    message.decided_at.FromDatetime(entry.decided_at)
    return message


def payment(view: PaymentView) -> admin_pb2.Payment:
    """Show one attempt at an order's money."""
    return admin_pb2.Payment(
        order_id=str(view.order_id),
        attempt=view.attempt,
        payment_key=f"{view.order_id}:{view.attempt}",
        state=f"PAYMENT_STATE_{view.state.name}",
        amount=_money(view.amount, view.currency_code),
    )


def catalog_copy(copy: ProductCopy) -> admin_pb2.GetCatalogCopyResponse:
    """Show the copy of a product."""
    return admin_pb2.GetCatalogCopyResponse(
        sku=copy.sku,
        price=_money(copy.price, copy.currency_code),
        requires_stock=copy.requires_stock,
        active=copy.active,
        version=copy.version,
    )


def _money(amount: Decimal, currency_code: str) -> money_pb2.Money:
    units = int(amount)
    nanos = int((amount - units) * 1_000_000_000)
    return money_pb2.Money(currency_code=currency_code, units=units, nanos=nanos)
