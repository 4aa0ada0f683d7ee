"""An order as the contracts show it: the stored terms, and what changed since."""

from datetime import datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from firstviscount.orders.v1 import order_pb2
from fv_orders.domain.order import Order, OrderTerms
from fv_orders.domain.states import OrderState, PaymentState, StockState
from fv_orders.outbound.broker.money import write_money

_ORDER_STATES: dict[OrderState, Any] = {
    s: order_pb2.OrderState.Value(f"ORDER_STATE_{s.name}") for s in OrderState
}
_PAYMENT_STATES: dict[PaymentState, Any] = {
    s: order_pb2.PaymentState.Value(f"PAYMENT_STATE_{s.name}") for s in PaymentState
}
_STOCK_STATES: dict[StockState, Any] = {
    s: order_pb2.StockState.Value(f"STOCK_STATE_{s.name}") for s in StockState
}


class ProtoTermsCodec:
    """Writes the terms as an `Order` that has only its unchanging fields."""

    def encode(self, terms: OrderTerms) -> bytes:
        """Return the terms' bytes."""
        message = order_pb2.Order(
            order_id=str(terms.order_id),
            customer_id=terms.customer_id,
            reference=terms.reference,
        )
        for line in terms.lines:
            added = message.lines.add(
                sku=line.sku, quantity=line.quantity, requires_stock=line.requires_stock
            )
            write_money(added.unit_price, line.unit_price, terms.currency_code)
        write_money(message.total, terms.total, terms.currency_code)
        write_time(message.placed_at, terms.placed_at)
        return message.SerializeToString()


def fill_order(message: order_pb2.Order, order: Order) -> None:
    """Write the order into an empty message."""
    message.MergeFromString(order.terms)
    message.state = _ORDER_STATES[order.state]
    message.payment_state = _PAYMENT_STATES[order.payment]
    message.stock_state = _STOCK_STATES[order.stock]
    message.cancel_reason = order.cancel_reason
    message.version = order.version
    message.payment_attempt = order.attempt
    write_time(message.updated_at, order.updated_at)
    for short in order.short_skus:
        message.short_skus.add(sku=short.sku, requested=short.requested, available=short.available)


def order_message(order: Order) -> order_pb2.Order:
    """Return the order as a message."""
    message = order_pb2.Order()
    fill_order(message, order)
    return message


def write_time(timestamp: Timestamp, moment: datetime) -> None:
    """Write the moment, to the microsecond."""
    timestamp.FromDatetime(moment)
