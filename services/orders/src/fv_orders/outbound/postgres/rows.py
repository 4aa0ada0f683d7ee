"""Orders, payments and timeline entries as rows, and back."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fv_orders.application.ports.orders import Step, TimelineEntry
from fv_orders.domain.order import Order, ShortSku
from fv_orders.domain.states import OrderState, PaymentState, StockState
from fv_orders.outbound.postgres.statements import Columns

Row = Sequence[Any]


def arrays(prefix: str, columns: Columns, rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Turn rows into one array a column, named as the statements expect."""
    values = zip(*rows, strict=True)
    return {
        f"{prefix}_{name}": list(column) for (name, _), column in zip(columns, values, strict=True)
    }


def order_row(order: Order) -> tuple[Any, ...]:
    """Return the order's row in the order of `ORDER_COLUMNS`."""
    return (
        order.order_id,
        order.customer_id,
        order.currency_code,
        order.total,
        order.card_token,
        order.terms,
        order.correlation_id,
        order.traceparent,
        order.placed_at,
        *progress_row(order)[1:],
    )


def progress_row(order: Order) -> tuple[Any, ...]:
    """Return what changes of an order, in the order of `PROGRESS_COLUMNS`."""
    short = [[one.sku, one.requested, one.available] for one in order.short_skus]
    return (
        order.order_id,
        order.updated_at,
        order.state,
        order.payment,
        order.stock,
        order.cancel_reason,
        order.ending,
        json.dumps(short) if short else None,
        order.attempt,
        order.version,
        order.steps,
    )


def to_order(row: Row) -> Order:
    """Rebuild an order from its row, without checking any rule."""
    states = (OrderState(row[10]), PaymentState(row[11]), StockState(row[12]))
    short = tuple(ShortSku(*one) for one in row[15] or ())
    values: list[Any] = [*row[:10], *states, *row[13:15], short, *row[16:]]
    return Order(*values)


def payment_row(step: Step, due_at: datetime) -> tuple[Any, ...]:
    """Return the payment's row in the order of `PAYMENT_COLUMNS`."""
    order = step.order
    return (
        order.order_id,
        order.attempt,
        order.payment,
        step.work,
        due_at,
        order.total,
        order.currency_code,
        order.card_token,
        order.traceparent,
    )


def log_row(step: Step) -> tuple[Any, ...]:
    """Return the entry's row in the order of `LOG_COLUMNS`."""
    entry = step.entry
    return (
        step.order.order_id,
        entry.number,
        entry.given,
        entry.message_id,
        " ".join(entry.decisions),
        entry.states,
        entry.detail,
        entry.occurred_at,
        entry.decided_at,
        entry.trace_id,
    )


def to_entry(row: Row) -> TimelineEntry:
    """Rebuild a timeline entry from its row, which lacks the order's id."""
    return TimelineEntry(row[0], row[1], row[2], tuple(row[3].split()), *row[4:])
