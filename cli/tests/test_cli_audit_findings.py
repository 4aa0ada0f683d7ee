"""Every finding bites: made-up facts that keep every promise, broken one at a time."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fv_cli.audit import finding as kinds
from fv_cli.audit.facts import (
    DeliveryFact,
    DifferenceFact,
    Facts,
    LevelFact,
    OrderFact,
    PaymentFact,
    ReservationFact,
)
from fv_cli.audit.verdict import findings
from fv_cli.records.provider import LedgerEntry
from fv_cli.traffic.journal import Entry

SHELF = ("A", "main")
SOLD = OrderFact("o-1", "r-1", "c", "confirmed", "captured", "committed", Decimal("5.10"), {"A": 2})
SHORT = OrderFact("o-2", "r-2", "c", "cancelled", "none", "none", Decimal(9), {"A": 900})
SERVICE = OrderFact("o-3", "", "c", "confirmed", "captured", "none", Decimal(1))
RECEIPT = "retail/receipt/A/5"


def entry(number: int, kind: str, amount: str, order: str = "o-1") -> LedgerEntry:
    return LedgerEntry(number, f"{order}:1", order, kind, Decimal(amount), "GBP")


def placed(order_id: str, key: str, status: int = 201) -> Entry:
    return Entry(key, "POST", "/api/v1/orders", status, {"order_id": order_id})


CLEAN = Facts(
    journal=(
        Entry("p-A", "POST", "/api/v1/products", 201, {"sku": "A"}),
        Entry(RECEIPT, "POST", "/api/v1/stock/A/receipts", 200, {"sku": "A"}),
        Entry("k-1", "POST", "/api/v1/orders"),
        placed("o-1", "k-1"),
        placed("o-2", "k-2"),
        Entry("k-9", "POST", "/api/v1/orders", 422, {"detail": "unknown sku"}),
    ),
    orders=(SOLD, SHORT, SERVICE),
    payments=(
        PaymentFact("o-1", "o-1:1", "captured", Decimal("5.10")),
        PaymentFact("o-3", "o-3:1", "captured", Decimal(1)),
    ),
    reservations=(
        ReservationFact("o-1", "committed", {SHELF: 2}),
        ReservationFact("o-2", "rejected"),
    ),
    levels=(LevelFact("A", "main", 3, 0),),
    deliveries=(DeliveryFact("orders", 0, 0, 0),),
    provider=(
        entry(1, "authorise", "5.10"),
        entry(2, "capture", "5.10"),
        entry(3, "authorise", "1", "o-3"),
        entry(4, "capture", "1", "o-3"),
    ),
    receipts={RECEIPT: 1},
    skus=frozenset({"A"}),
)
VOIDED = replace(SHORT, payment_state="voided")


def changed(**parts: Any) -> Facts:
    return replace(CLEAN, **parts)


def orders(*those: OrderFact) -> Facts:
    return changed(orders=those)


def provider(*more: LedgerEntry) -> Facts:
    return changed(provider=(*CLEAN.provider, *more))


def delivery(**counts: int) -> Facts:
    fields = {"unsent": 0, "open_dead_letters": 0, "due_deadlines": 0, **counts}
    return changed(deliveries=(DeliveryFact("orders", **fields),))


def reservation(*those: ReservationFact) -> Facts:
    return changed(reservations=(*those, CLEAN.reservations[1]))


BROKEN = [
    ("an accepted order is gone", kinds.EffectMissing, orders(SOLD, SERVICE)),
    ("an accepted product is gone", kinds.EffectMissing, changed(skus=frozenset())),
    ("an accepted receipt is gone", kinds.EffectMissing, changed(receipts={})),
    ("a receipt was booked twice", kinds.EffectRepeated, changed(receipts={RECEIPT: 2})),
    (
        "an order was placed twice",
        kinds.EffectRepeated,
        orders(SOLD, SHORT, SERVICE, replace(SOLD, order_id="o-4")),
    ),
    (
        "a key was answered with two orders",
        kinds.AnswersDiffer,
        changed(journal=(*CLEAN.journal, placed("o-2", "k-1"))),
    ),
    (
        "a key was refused and accepted",
        kinds.RefusalHadEffect,
        changed(journal=(*CLEAN.journal, placed("o-1", "k-1", 409))),
    ),
    (
        "an order hangs",
        kinds.OrderUnfinished,
        orders(SOLD, SERVICE, replace(SHORT, state="pending")),
    ),
    (
        "a confirmed order's money was never captured",
        kinds.OrderUnfinished,
        orders(replace(SOLD, payment_state="authorised"), SHORT, SERVICE),
    ),
    (
        "a confirmed order was not paid",
        kinds.MoneyWrong,
        orders(replace(SOLD, payment_state="voided"), SHORT, SERVICE),
    ),
    (
        "a cancelled order was paid",
        kinds.MoneyWrong,
        orders(replace(SHORT, payment_state="captured"), SOLD, SERVICE),
    ),
    ("too little was taken", kinds.MoneyWrong, changed(provider=CLEAN.provider[:1])),
    (
        "money is held for a cancelled order",
        kinds.MoneyWrong,
        provider(entry(5, "authorise", "9", "o-2")),
    ),
    ("money of an unknown order", kinds.MoneyWrong, provider(entry(5, "authorise", "9", "o-8"))),
    ("money was taken twice", kinds.CapturedTwice, provider(entry(5, "capture", "5.10"))),
    ("the provider knows a payment alone", kinds.PaymentsDisagree, changed(payments=())),
    (
        "orders knows of a capture that the provider never made",
        kinds.PaymentsDisagree,
        changed(provider=CLEAN.provider[:1] + CLEAN.provider[2:]),
    ),
    (
        "a reservation without an order",
        kinds.ReservationDisagrees,
        reservation(CLEAN.reservations[0], ReservationFact("o-8", "released")),
    ),
    ("a sold order without a reservation", kinds.ReservationDisagrees, reservation()),
    (
        "a sold order's units were given back",
        kinds.ReservationDisagrees,
        reservation(ReservationFact("o-1", "released", {SHELF: 2})),
    ),
    (
        "fewer units were sold than ordered",
        kinds.ReservationDisagrees,
        reservation(ReservationFact("o-1", "committed", {SHELF: 1})),
    ),
    (
        "counters left their ledger",
        kinds.CountersDrifted,
        changed(ledger_differences=(DifferenceFact("A", "main", (3, 0), (4, 0)),)),
    ),
    (
        "more is reserved than is there",
        kinds.StockImpossible,
        changed(levels=(LevelFact("A", "main", 3, 4),)),
    ),
    (
        "units are reserved for nobody",
        kinds.StockImpossible,
        changed(levels=(LevelFact("A", "main", 3, 1),)),
    ),
    ("less than nothing", kinds.StockImpossible, changed(levels=(LevelFact("A", "main", -1, 0),))),
    ("messages wait", kinds.OutboxNotDrained, delivery(unsent=3)),
    ("a dead letter waits", kinds.DeadLettersOpen, delivery(open_dead_letters=1)),
    ("a deadline was missed", kinds.DeadlinesOverdue, delivery(due_deadlines=1)),
]


def test_facts_that_keep_every_promise_give_no_findings() -> None:
    assert findings(CLEAN) == []


def test_a_voided_payment_leaves_nothing() -> None:
    held_and_voided = provider(entry(5, "authorise", "9", "o-2"), entry(6, "void", "9", "o-2"))
    payments = (*CLEAN.payments, PaymentFact("o-2", "o-2:1", "voided", Decimal(9)))
    facts = replace(held_and_voided, orders=(SOLD, VOIDED, SERVICE), payments=payments)

    assert findings(facts) == []


@pytest.mark.parametrize(("what", "kind", "facts"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_promise_is_found(what: str, kind: type[kinds.Finding], facts: Facts) -> None:
    assert kind in {type(finding) for finding in findings(facts)}, what


def test_every_kind_of_finding_is_seen_to_bite() -> None:
    bitten = {kind for _, kind, _ in BROKEN}

    assert bitten == set(kinds.Finding.__subclasses__())


def test_every_finding_says_what_to_do() -> None:
    assert all(kind.promise and kind.suggestion for kind in kinds.Finding.__subclasses__())
