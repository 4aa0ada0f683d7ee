"""The service on a real database with a real provider; the broker's part is played by hand."""

from typing import Any
from uuid import uuid4

import pytest

from firstviscount.common.v1.money_pb2 import Money
from firstviscount.inventory.v1 import events_pb2 as inventory
from firstviscount.orders.v1 import commands_pb2, events_pb2, order_pb2
from fv_chassis.commands import Rejected, Succeeded
from fv_chassis.messages import InvalidMessage
from fv_orders.outbound.payments.http_provider import HttpPaymentProvider


def test_a_batch_of_orders_goes_its_whole_way(service: Any, provider: Any, eventually: Any) -> None:
    service.start_worker()
    orders = service.place(["tok_approve"] * 20 + ["tok_decline"] * 3)
    good, bad = orders[:20], orders[20:]
    service.hear(inventory.StockReserved, orders)
    eventually(lambda: service.states(good) == {"pending/authorised/reserved": 20})
    eventually(lambda: service.states(bad) == {"cancelled/declined/reserved": 3})
    service.hear(inventory.StockCommitted, good)
    eventually(lambda: service.states(good) == {"confirmed/captured/committed": 20})
    assert provider.ledger(good[0]) == ["authorise", "capture"]
    assert provider.ledger(bad[0]) == ["decline"]
    types = [row.type.rpartition(".")[2] for row in service.outbox() if row.key == good[0]]
    assert types == ["OrderPlaced", "PaymentAuthorized", "OrderConfirmed", "PaymentCaptured"]


def test_events_carry_the_whole_order(service: Any) -> None:
    (order_id,) = service.place(["tok_approve"])
    order = events_pb2.OrderPlaced.FromString(service.outbox()[0].value).order
    assert (order.order_id, order.customer_id, order.version) == (order_id, "ann", 1)
    assert order.state == order_pb2.ORDER_STATE_PENDING
    assert (order.total.units, order.total.nanos) == (5, 100_000_000)
    (line,) = order.lines
    assert (line.sku, line.quantity, line.requires_stock) == ("TEA", 2, True)
    assert (line.unit_price.units, line.unit_price.nanos) == (2, 550_000_000)
    assert "tok_" not in str(order)


def test_the_answer_is_the_order(service: Any) -> None:
    (outcome,) = service.handle(service.works.commands, [service.purchase()])
    assert isinstance(outcome.snapshot, order_pb2.Order)
    assert outcome.snapshot.order_id == outcome.id


@pytest.mark.parametrize(
    ("fields", "kind", "slug", "stored"),
    [
        ({"order_id": str(uuid4())}, "invalid", "malformed_order", False),
        ({"lines": []}, "invalid", "malformed_order", False),
        (
            {"lines": [commands_pb2.PlaceOrderLine(sku="NEW", quantity=1)]},
            "invalid",
            "unknown_sku",
            False,
        ),
        (
            {"expected_total": Money(currency_code="GBP", units=5)},
            "conflict",
            "total_changed",
            True,
        ),
        (
            {"expected_total": Money(currency_code="GBP", units=5, nanos=100_000_001)},
            "invalid",
            "malformed_order",
            False,
        ),
        ({"customer_id": "bob"}, "forbidden", "scope_missing", False),
    ],
)
def test_a_refusal_says_which_rule_and_whether_it_lasts(
    service: Any, fields: dict[str, Any], kind: str, slug: str, stored: bool
) -> None:
    (outcome,) = service.handle(service.works.commands, [service.purchase(**fields)])
    assert isinstance(outcome, Rejected)
    assert (outcome.kind, outcome.slug, outcome.stored) == (kind, slug, stored)
    assert not service.outbox()


def test_one_bad_command_does_not_spoil_the_batch(service: Any) -> None:
    batch = [service.purchase(), service.purchase(lines=[]), service.purchase()]
    outcomes = service.handle(service.works.commands, batch)
    assert [type(outcome) for outcome in outcomes] == [Succeeded, Rejected, Succeeded]
    assert len(service.outbox()) == 2


def test_an_unreadable_command_is_an_invalid_message(service: Any, message: Any) -> None:
    broken = message(commands_pb2.PlaceOrder(), value=b"\xff\xff")
    with pytest.raises(InvalidMessage):
        service.handle(service.works.commands, [broken])


def test_short_stock_is_named(service: Any, message: Any) -> None:
    (order_id,) = service.place(["tok_approve"])
    event = inventory.StockRejected(order_id=order_id)
    event.short_lines.add(sku="TEA", requested=2, available=1)
    service.handle(service.works.fulfilment, [message(event)])
    order = events_pb2.OrderCancelled.FromString(service.outbox()[-1].value).order
    assert order.cancel_reason == "out_of_stock"
    assert [(s.sku, s.requested, s.available) for s in order.short_skus] == [("TEA", 2, 1)]


def test_a_cancellation_during_payment_voids_at_the_provider(
    service: Any, provider: Any, eventually: Any
) -> None:
    (order_id,) = service.place(["tok_timeout_forever"])
    service.hear(inventory.StockReserved, [order_id])
    service.start_worker()
    eventually(lambda: provider.ledger(order_id) == ["authorise"])
    assert isinstance(service.cancel(order_id), Succeeded)
    eventually(lambda: service.states([order_id]) == {"cancelled/voided/reserved": 1})
    assert provider.ledger(order_id) == ["authorise", "void"]


@pytest.mark.parametrize("card", ["tok_timeout_once", "tok_flapping"])
def test_an_unknown_end_is_asked_again_and_money_is_held_once(
    service: Any, provider: Any, eventually: Any, card: str
) -> None:
    service.start_worker()
    (order_id,) = service.place([card])
    service.hear(inventory.StockReserved, [order_id])
    eventually(lambda: service.states([order_id]) == {"pending/authorised/reserved": 1})
    assert provider.ledger(order_id) == ["authorise"]


def test_a_refused_capture_gives_everything_back(
    service: Any, provider: Any, eventually: Any
) -> None:
    service.start_worker()
    (order_id,) = service.place(["tok_capture_refused"])
    service.hear(inventory.StockReserved, [order_id])
    eventually(lambda: service.states([order_id]) == {"pending/authorised/reserved": 1})
    service.hear(inventory.StockCommitted, [order_id])
    eventually(lambda: service.states([order_id]) == {"cancelled/voided/committed": 1})
    service.hear(inventory.StockReturned, [order_id])
    assert service.states([order_id]) == {"cancelled/voided/released": 1}
    assert provider.ledger(order_id) == ["authorise", "void"]


def test_a_provider_that_dies_is_asked_again(
    service_at: Any, orders_database: str, mortal_provider: Any, eventually: Any
) -> None:
    service = service_at(orders_database, mortal_provider.url)
    try:
        service.sell()
        service.start_worker()
        orders = service.place(["tok_approve"] * 5)
        mortal_provider.kill()
        service.hear(inventory.StockReserved, orders)
        mortal_provider.start()
        eventually(lambda: service.states(orders) == {"pending/authorised/reserved": 5})
        assert [mortal_provider.ledger(order_id) for order_id in orders] == [["authorise"]] * 5
    finally:
        service.close()


def test_a_single_order_stays_within_its_budget_of_statements(
    service: Any, eventually: Any
) -> None:
    service.statements.clear()
    (order_id,) = service.place(["tok_approve"])
    assert len(service.statements) <= 4, "products, order, deadline, outbox"
    service.statements.clear()
    service.hear(inventory.StockReserved, [order_id])
    assert len(service.statements) <= 2, "lock, write"
    service.statements.clear()
    with service.store.unit() as unit:
        tasks = unit.payments.claim(10)
    provider = HttpPaymentProvider("http://127.0.0.1:9", 1, 0.1)
    assert provider.call(tasks[0]).outcome.value == "unknown"
    service.statements.clear()
    service.hear(inventory.StockExpired, [order_id])
    assert len(service.statements) <= 3, "lock, write, outbox"


def test_a_commit_writes_four_statements(service: Any, eventually: Any) -> None:
    service.start_worker()
    (order_id,) = service.place(["tok_approve"])
    service.hear(inventory.StockReserved, [order_id])
    eventually(lambda: service.states([order_id]) == {"pending/authorised/reserved": 1})
    service.close()
    service.statements.clear()
    service.hear(inventory.StockCommitted, [order_id])
    assert len(service.statements) <= 4, "lock, write, deadline, outbox"
