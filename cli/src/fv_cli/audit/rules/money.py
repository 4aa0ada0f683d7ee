"""The provider's money is what the orders' states say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fv_cli.audit.facts import Facts, OrderFact
from fv_cli.audit.finding import CapturedTwice, Finding, MoneyWrong, PaymentsDisagree
from fv_cli.records.provider import LedgerEntry

_LAST_KIND = {
    "captured": "capture",
    "authorised": "authorise",
    "declined": "decline",
    "refunded": "refund",
}
"""The ledger's last entry for a payment in each state; voided ones may have none at all."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An order's money at the provider: still held, and taken without having gone back."""

    held: Decimal = Decimal()
    taken: Decimal = Decimal()


def moved(entries: Iterable[LedgerEntry]) -> Moved:
    """Add one order's entries up."""
    held = taken = Decimal()
    for entry in entries:
        if entry.kind == "authorise":
            held += entry.amount
        elif entry.kind == "void":
            held -= entry.amount
        elif entry.kind == "capture":
            held, taken = held - entry.amount, taken + entry.amount
        elif entry.kind == "refund":
            taken -= entry.amount
    return Moved(held, taken)


def expected(order: OrderFact) -> Moved | None:
    """Return what the provider must show for an order; None while its state leaves it open."""
    if order.payment_state in {"requested", "voiding"}:
        return None
    if order.payment_state == "authorised":
        return Moved(held=order.total)
    if order.payment_state == "captured":
        return Moved(taken=order.total)
    return Moved()


def amounts(facts: Facts) -> Iterator[Finding]:
    """Compare per order; money of an unknown order is a finding too."""
    by_order = _by_order(facts)
    for order in facts.orders:
        wanted, got = expected(order), moved(by_order.pop(order.order_id, ()))
        if wanted is not None and wanted != got:
            detail = f"{order.state}/{order.payment_state}: {got} instead of {wanted}"
            yield MoneyWrong(order.order_id, detail)
    for order_id, entries in by_order.items():
        if moved(entries) != Moved():
            yield MoneyWrong(order_id, f"{moved(entries)} for an order that does not exist")


def confirmed_are_paid(facts: Facts) -> Iterator[Finding]:
    """A confirmed order's payment is authorised or captured, a cancelled one's neither."""
    paid = {"authorised", "captured"}
    for order in facts.orders:
        if order.state == "confirmed" and order.payment_state not in paid:
            yield MoneyWrong(order.order_id, f"confirmed, but its payment {order.payment_state}")
        if order.state == "cancelled" and order.payment_state in paid:
            yield MoneyWrong(order.order_id, f"cancelled, but its payment {order.payment_state}")


def captures(facts: Facts) -> Iterator[Finding]:
    """Count captures by order."""
    counts = Counter(entry.order_id for entry in facts.provider if entry.kind == "capture")
    for order_id, count in counts.items():
        if count > 1:
            yield CapturedTwice(order_id, f"{count} captures")


def payments(facts: Facts) -> Iterator[Finding]:
    """Compare what orders knows of each payment key with the ledger's last entry for it."""
    last = {entry.payment_key: entry.kind for entry in facts.provider}
    for payment in facts.payments:
        wanted = _LAST_KIND.get(payment.state)
        got = last.get(payment.payment_key, "nothing")
        if wanted and got != wanted:
            yield PaymentsDisagree(payment.payment_key, f"{payment.state} here, {got} there")
    known = {payment.payment_key for payment in facts.payments}
    for key in last.keys() - known:
        yield PaymentsDisagree(key, f"unknown here, {last[key]} there")


def _by_order(facts: Facts) -> dict[str, list[LedgerEntry]]:
    by_order: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in facts.provider:
        by_order[entry.order_id].append(entry)
    return by_order
