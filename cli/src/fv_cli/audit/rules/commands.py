"""Accepted commands have their effect exactly once, refused ones none."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from fv_cli.audit.facts import Facts
from fv_cli.audit.finding import (
    AnswersDiffer,
    EffectMissing,
    EffectRepeated,
    Finding,
    RefusalHadEffect,
)
from fv_cli.traffic.journal import Entry

_ORDERS = "/api/v1/orders"
_PRODUCTS = "/api/v1/products"


def effects(facts: Facts) -> Iterator[Finding]:
    """Compare every answer of the journal with what the services hold."""
    orders = {order.order_id for order in facts.orders}
    for entry in facts.journal:
        if entry.accepted and entry.path == _ORDERS:
            order_id = str(entry.answer.get("order_id", ""))
            if order_id not in orders:
                yield EffectMissing(entry.key, f"order {order_id} does not exist")
        elif entry.accepted and entry.path == _PRODUCTS:
            sku = str(entry.answer.get("sku", ""))
            if sku not in facts.skus:
                yield EffectMissing(entry.key, f"product {sku} does not exist")


def receipts(facts: Facts) -> Iterator[Finding]:
    """Count the movements of every accepted receipt that names its key as the reason."""
    for key in {entry.key for entry in facts.journal if entry.accepted and _is_receipt(entry)}:
        count = facts.receipts.get(key, 0)
        if count == 0:
            yield EffectMissing(key, "no movement names this receipt")
        elif count > 1:
            yield EffectRepeated(key, f"{count} movements name this receipt")


def one_order_per_key(facts: Facts) -> Iterator[Finding]:
    """Look for keys with several orders, and for several orders with one client's reference."""
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in facts.journal:
        if entry.accepted and entry.path == _ORDERS:
            ids[entry.key].add(str(entry.answer.get("order_id", "")))
    for key, order_ids in ids.items():
        if len(order_ids) > 1:
            yield AnswersDiffer(key, f"orders {', '.join(sorted(order_ids))}")
    known = {order_id for order_ids in ids.values() for order_id in order_ids}
    references = {order.reference for order in facts.orders if order.order_id in known}
    counts = Counter(order.reference for order in facts.orders if order.reference in references)
    expected = Counter(order.reference for order in facts.orders if order.order_id in known)
    for reference, count in counts.items():
        if reference and count > expected[reference]:
            yield EffectRepeated(reference, f"{count} orders instead of {expected[reference]}")


def refusals(facts: Facts) -> Iterator[Finding]:
    """Look for keys that were refused for good and accepted as well."""
    accepted = {entry.key for entry in facts.journal if entry.accepted}
    for entry in facts.journal:
        if entry.status == 409 and entry.key in accepted:
            yield RefusalHadEffect(entry.key, "was refused as a conflict and accepted")


def _is_receipt(entry: Entry) -> bool:
    return entry.path.endswith("/receipts") and entry.key.startswith("retail/")
