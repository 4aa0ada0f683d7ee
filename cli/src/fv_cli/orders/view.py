"""Orders and their timelines as text for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType

from fv_cli.output import table


def order_view(order: Mapping[str, Any]) -> RenderableType:
    """Return an order with its lines."""
    states = f"{order['state']}, payment {order['payment_state']}, stock {order['stock_state']}"
    reason = f" ({order['cancel_reason']})" if order.get("cancel_reason") else ""
    lines = [
        (line["sku"], line["quantity"], f"{line['unit_price']} {order['currency_code']}")
        for line in order["lines"]
    ]
    return Group(
        f"{order['order_id']} of {order['customer_id']}: {states}{reason}",
        table(("sku", "quantity", "unit price"), lines),
        f"total {order['total']} {order['currency_code']}",
    )


def timeline_view(entries: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Return what happened, with the time since the first entry and each hop's own latency."""
    rows = [
        (
            entry["number"],
            f"{since:.0f} ms",
            f"{hop:.0f} ms",
            entry["input"].rpartition(".")[2],
            ", ".join(name.rpartition(".")[2] for name in entry["decisions"]) or "-",
            entry["states"],
        )
        for entry, (since, hop) in zip(entries, latencies(entries), strict=True)
    ]
    return table(("#", "at", "hop", "what came", "what was decided", "order/payment/stock"), rows)


def latencies(entries: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Return per entry the milliseconds since the first was made, and from its making to its end.

    The second is a hop: from the sender's clock when the input was made to the decision on it.
    """
    if not entries:
        return []
    first = _time(entries[0]["occurred_at"])
    return [
        (
            (_time(entry["decided_at"]) - first) * 1000,
            (_time(entry["decided_at"]) - _time(entry["occurred_at"])) * 1000,
        )
        for entry in entries
    ]


def _time(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
