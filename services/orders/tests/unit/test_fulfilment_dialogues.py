from datetime import timedelta
from typing import Any

import pytest

from fv_orders.application.ports.caller import Caller
from fv_orders.domain.errors import OrderAlreadyConfirmed, OrderNotFound
from fv_orders.domain.inputs import (
    StockCommitRefused,
    StockCommitted,
    StockExpired,
    StockRejected,
    StockReleased,
    StockReserved,
    StockReturned,
)
from fv_orders.domain.order import ShortSku
from fv_orders.outbound.memory.provider import InMemoryPaymentProvider

MINUTE = timedelta(seconds=60)


def test_an_order_is_reserved_paid_committed_and_captured(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    assert shop.order(order).states == "pending/requested/reserved"
    assert shop.pay() == ["authorise"]
    shop.hear(order, StockCommitted())
    assert shop.order(order).states == "confirmed/authorised/committed"
    assert shop.pay() == ["capture"]
    assert shop.order(order).states == "confirmed/captured/committed"
    assert shop.events(order) == [
        "OrderPlaced",
        "PaymentAuthorized",
        "OrderConfirmed",
        "PaymentCaptured",
    ]
    assert not shop.store.state.deadlines


def test_every_event_raises_the_version_by_one(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.hear(order, StockCommitted())
    shop.pay()
    assert [event.order.version for event in shop.store.state.events] == [1, 2, 3, 4]


def test_short_stock_ends_the_order_and_names_what_was_short(shop: Any) -> None:
    order = shop.place()
    short = (ShortSku("TEA", 2, 1),)
    shop.hear(order, StockRejected(short))
    after = shop.order(order)
    assert (after.states, after.cancel_reason) == ("cancelled/none/none", "out_of_stock")
    assert after.short_skus == short
    assert shop.pay() == []


def test_a_declined_card_ends_the_order(shop: Any, purchase: Any) -> None:
    order = shop.place(purchase(card_token="tok_decline"))
    shop.hear(order, StockReserved())
    shop.pay()
    assert shop.order(order).cancel_reason == "payment_declined"
    assert shop.events(order) == ["OrderPlaced", "PaymentDeclined", "OrderCancelled"]
    shop.hear(order, StockReleased())
    assert shop.order(order).states == "cancelled/declined/released"


def test_silence_is_asked_again_under_the_same_attempt(shop_with: Any) -> None:
    silent = InMemoryPaymentProvider(answers=lambda task: task.tries > 2)
    shop = shop_with(silent)
    order = shop.place()
    shop.hear(order, StockReserved())
    assert shop.pay() == ["authorise"]
    assert shop.pay() == [], "a task that was just tried is not due"
    shop.wait(timedelta(seconds=1))
    assert shop.pay() == ["authorise"]
    shop.wait(timedelta(seconds=2))
    shop.pay()
    assert shop.order(order).states == "pending/authorised/reserved"
    assert list(silent.states) == [f"{order.order_id}:1"]


def test_a_claimed_task_falls_due_again_when_its_worker_dies(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    with shop.store.unit() as unit:
        assert len(unit.payments.claim(10)) == 1
    assert shop.pay() == []
    shop.wait(timedelta(seconds=10))
    assert shop.pay() == ["authorise"]


def test_a_cancellation_before_any_payment_ends_the_order_at_once(shop: Any) -> None:
    order = shop.place()
    assert shop.cancel(order).cancel_reason == "cancelled_by_customer"
    shop.hear(order, StockReserved(), StockReleased())
    assert shop.order(order).states == "cancelled/none/released"
    assert shop.pay() == []


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_cancellation_during_payment_voids_first(shop: Any, rounds: int) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    for _ in range(rounds):
        shop.pay()
    assert shop.cancel(order).states == "pending/voiding/reserved"
    assert shop.pay() == ["void"]
    assert shop.order(order).states == "cancelled/voided/reserved"
    assert shop.events(order)[-3:] == ["VoidingStarted", "PaymentVoided", "OrderCancelled"]


def test_a_cancellation_wins_over_a_commit_that_orders_has_not_heard_of(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.cancel(order)
    shop.hear(order, StockCommitted())
    assert shop.order(order).states == "pending/voiding/committed"
    shop.pay()
    shop.hear(order, StockReturned())
    assert shop.order(order).states == "cancelled/voided/released"
    assert "OrderConfirmed" not in shop.events(order)


def test_a_commit_that_comes_after_the_end_changes_no_decision(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.cancel(order)
    shop.pay()
    shop.hear(order, StockCommitted(), StockReturned())
    assert shop.order(order).states == "cancelled/voided/released"
    assert shop.pay() == []


def test_a_sold_order_cannot_be_cancelled(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.hear(order, StockCommitted())
    with pytest.raises(OrderAlreadyConfirmed):
        shop.cancel(order)
    assert shop.events(order)[-1] == "OrderConfirmed"


def test_an_ended_order_stays_as_it_is_when_cancelled_again(shop: Any) -> None:
    order = shop.place()
    first = shop.cancel(order)
    assert shop.cancel(order).version == first.version


def test_somebody_elses_order_does_not_exist(shop: Any) -> None:
    order = shop.place()
    with pytest.raises(OrderNotFound):
        shop.cancel(order, Caller("bob", frozenset({"orders:write"})))
    admin = Caller("root", frozenset({"orders:write", "orders:admin"}))
    assert shop.cancel(order, admin).cancel_reason == "cancelled_by_customer"


@pytest.mark.parametrize("news", [StockCommitRefused("expired"), StockExpired()])
def test_a_lapsed_reservation_gives_the_money_back(shop: Any, news: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.hear(order, news)
    assert shop.order(order).states == "pending/voiding/released"
    shop.pay()
    assert shop.order(order).cancel_reason == "reservation_expired"
    assert not shop.provider.held(f"{order.order_id}:1", order.total)


def test_an_order_nobody_reserves_times_out(shop: Any) -> None:
    order = shop.place()
    shop.wait(MINUTE)
    assert shop.order(order).cancel_reason == "timed_out"


def test_a_payment_that_stays_unknown_is_voided_until_the_provider_answers(shop_with: Any) -> None:
    voids = []

    def answers(task: Any) -> bool:
        if task.work == "void":
            voids.append(task.tries)
        return len(voids) > 2

    shop = shop_with(InMemoryPaymentProvider(answers))
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.wait(MINUTE)
    for _ in range(2):
        assert shop.pay() == ["void"]
        assert shop.order(order).states == "pending/voiding/reserved"
        shop.wait(MINUTE)
    shop.pay()
    assert voids == [1, 2, 3]
    assert shop.order(order).states == "cancelled/voided/reserved"
    assert shop.order(order).cancel_reason == "timed_out"


def test_a_refused_capture_voids_and_then_cancels(shop: Any, purchase: Any) -> None:
    order = shop.place(purchase(card_token="tok_capture_refused"))
    shop.hear(order, StockReserved())
    shop.pay()
    shop.hear(order, StockCommitted())
    assert [shop.pay(), shop.pay()] == [["capture"], ["void"]]
    assert shop.order(order).cancel_reason == "capture_refused"
    shop.hear(order, StockReturned())
    assert shop.order(order).states == "cancelled/voided/released"


def test_money_that_was_taken_after_all_is_given_back(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.provider.states[f"{order.order_id}:1"] = "captured"
    shop.cancel(order)
    assert [shop.pay(), shop.pay()] == [["void"], ["refund"]]
    assert shop.order(order).states == "cancelled/refunded/reserved"


def test_the_timeline_tells_what_came_and_what_was_decided(shop: Any) -> None:
    order = shop.place()
    shop.hear(order, StockReserved())
    shop.pay()
    shop.hear(order, StockCommitted())
    timeline = shop.store.state.timeline[order.order_id]
    assert [(entry.number, entry.given, entry.decisions, entry.states) for entry in timeline] == [
        (1, "PlaceOrder", ("OrderPlaced",), "pending/none/none"),
        (2, "StockReserved", ("ask_authorise",), "pending/requested/reserved"),
        (3, "authorise_done", ("PaymentAuthorized",), "pending/authorised/reserved"),
        (
            4,
            "StockCommitted",
            ("OrderConfirmed", "ask_capture", "stop_deadline"),
            "confirmed/authorised/committed",
        ),
    ]
