"""Orders."""

from typing import Any

from firstviscount.orders.v1.admin_pb2 import TimelineEntry
from firstviscount.orders.v1.order_pb2 import Order, OrderState, PaymentState, StockState
from fv_edge.presenters.money import amount_of
from fv_edge.presenters.values import present_time, state_names

_STATES = state_names(OrderState, "ORDER_STATE_")
_PAYMENTS = state_names(PaymentState, "PAYMENT_STATE_")
_STOCK = state_names(StockState, "STOCK_STATE_")


def present_order(order: Order) -> dict[str, Any]:
    """Return an order's JSON."""
    return {
        "order_id": order.order_id,
        "customer_id": order.customer_id,
        "reference": order.reference,
        "state": _STATES.get(order.state, ""),
        "payment_state": _PAYMENTS.get(order.payment_state, ""),
        "stock_state": _STOCK.get(order.stock_state, ""),
        "cancel_reason": order.cancel_reason,
        "currency_code": order.total.currency_code,
        "total": amount_of(order.total),
        "lines": [
            {
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": amount_of(line.unit_price),
                "requires_stock": line.requires_stock,
            }
            for line in order.lines
        ],
        "short_lines": [
            {"sku": short.sku, "requested": short.requested, "available": short.available}
            for short in order.short_skus
        ],
        "version": order.version,
        "placed_at": present_time(order.placed_at),
        "updated_at": present_time(order.updated_at),
    }


def present_entry(entry: TimelineEntry) -> dict[str, Any]:
    """Return one step of an order's journey."""
    return {
        "number": entry.number,
        "input": entry.input,
        "message_id": entry.message_id,
        "decisions": list(entry.decisions),
        "states": entry.states,
        "detail": entry.detail,
        "occurred_at": present_time(entry.occurred_at),
        "decided_at": present_time(entry.decided_at),
        "trace_id": entry.trace_id,
    }


def is_settled(order: Order) -> bool:
    """Return whether nothing more is expected to happen: sold and paid, or cancelled."""
    if order.state == OrderState.ORDER_STATE_CANCELLED:
        return True
    return bool(
        order.state == OrderState.ORDER_STATE_CONFIRMED
        and order.payment_state == PaymentState.PAYMENT_STATE_CAPTURED
    )
