"""What every store of orders keeps to, in memory and in PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from fv_orders.application.ports.orders import Step, TimelineEntry
from fv_orders.application.queries.orders import OrderFilter
from fv_orders.domain.order import Order, ShortSku
from fv_orders.domain.products import ProductCopy
from fv_orders.domain.retrying import LEASE
from fv_orders.domain.states import OrderState, PaymentState, PaymentWork, StockState

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Interruption(Exception):
    """Something goes wrong in the middle of a unit."""


def an_order(**changes: Any) -> Order:
    order = Order(
        order_id=uuid4(),
        customer_id="ann",
        currency_code="GBP",
        total=Decimal("1999999999999800000.0001"),
        card_token="tok_approve",
        terms=b"\x00terms",
        correlation_id=uuid4(),
        traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        placed_at=NOW,
        updated_at=NOW,
        version=1,
        steps=1,
    )
    return replace(order, **changes)


def a_step(order: Order, work: PaymentWork | None = None, *, pays: bool = False) -> Step:
    decisions = ("OrderPlaced", "ask_authorise")
    entry = TimelineEntry(
        order.steps, "PlaceOrder", uuid4(), decisions, order.states, "why", NOW, NOW, "a" * 32
    )
    return Step(order, entry, pays or work is not None, work)


def requested(order: Order, work: PaymentWork = PaymentWork.AUTHORISE) -> Step:
    changed = replace(order, payment=PaymentState.REQUESTED, attempt=1, steps=order.steps + 1)
    return a_step(changed, work)


def test_what_a_unit_keeps_is_there_for_the_next(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
    ended = replace(
        order,
        state=OrderState.CANCELLED,
        stock=StockState.RELEASED,
        cancel_reason="out_of_stock",
        short_skus=(ShortSku("TEA", 5, 1), ShortSku("POT", 1, 0)),
        updated_at=NOW + timedelta(microseconds=1),
        version=2,
        steps=2,
    )
    with ground.unit() as unit:
        unit.orders.lock([order.order_id, uuid4()])
        assert unit.orders.get(order.order_id) == order
        unit.orders.keep(a_step(ended))
        assert unit.orders.get(order.order_id) == ended
    assert ground.queries.get_order(order.order_id) == ended
    assert [entry.number for entry in ground.queries.get_timeline(order.order_id)] == [1, 2]


def test_a_timeline_entry_comes_back_whole(ground: Any) -> None:
    step = a_step(an_order())
    with ground.unit() as unit:
        unit.orders.add(step)
    assert list(ground.queries.get_timeline(step.order.order_id)) == [step.entry]


def test_only_what_is_held_can_be_got_or_kept(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
    with ground.unit() as unit:
        assert unit.orders.get(order.order_id) is None
        with pytest.raises(LookupError):
            unit.orders.keep(a_step(order))


def test_a_unit_that_fails_leaves_nothing(ground: Any) -> None:
    known, new = an_order(), an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(known))
    with pytest.raises(Interruption), ground.unit() as unit:  # noqa: PT012 - the unit is what fails
        unit.orders.lock([known.order_id])
        unit.orders.keep(requested(known))
        unit.orders.add(a_step(new))
        unit.products.keep(ProductCopy("TEA", Decimal(1), "GBP", True, True, 1))
        unit.flush()
        raise Interruption
    assert ground.queries.get_order(known.order_id) == known
    assert ground.queries.get_order(new.order_id) is None
    assert not ground.queries.list_payments(None, 10)
    assert ground.queries.get_catalog_copy("TEA") is None
    assert len(ground.queries.get_timeline(known.order_id)) == 1


def test_a_new_order_can_go_on_in_its_own_unit(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
        unit.orders.keep(requested(order))
    assert ground.queries.get_order(order.order_id).payment is PaymentState.REQUESTED
    assert [view.attempt for view in ground.queries.list_payments(None, 10)] == [1]


def test_a_taken_id_is_refused(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
    with pytest.raises(Exception, match=r"(?i)taken|duplicate"), ground.unit() as unit:
        unit.orders.add(a_step(replace(order, customer_id="bob")))
    assert ground.queries.get_order(order.order_id).customer_id == "ann"


def test_units_that_change_one_order_wait_for_each_other(ground: Any) -> None:
    orders = [an_order(), an_order()]
    with ground.unit() as unit:
        for order in orders:
            unit.orders.add(a_step(order))

    def advance(backwards: bool) -> None:
        ids = [order.order_id for order in orders]
        for _ in range(20):
            with ground.unit() as unit:
                unit.orders.lock(reversed(ids) if backwards else ids)
                for order_id in ids:
                    order = unit.orders.get(order_id)
                    unit.orders.keep(a_step(replace(order, steps=order.steps + 1)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(advance, [True, False, True, False]))
    assert [ground.queries.get_order(order.order_id).steps for order in orders] == [81, 81]


def test_due_work_is_claimed_once_until_its_lease_is_over(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
        unit.orders.keep(requested(order))
    with ground.unit() as unit:
        (task,) = unit.payments.claim(10)
    assert (task.payment_key, task.work, task.tries) == (f"{order.order_id}:1", "authorise", 1)
    assert (task.amount, task.card_token) == (order.total, "tok_approve")
    with ground.unit() as unit:
        assert not unit.payments.claim(10)
    ground.clock.move(LEASE)
    with ground.unit() as unit:
        assert [task.tries for task in unit.payments.claim(10)] == [2]


def test_workers_never_share_a_task(ground: Any) -> None:
    with ground.unit() as unit:
        for _ in range(40):
            order = an_order()
            unit.orders.add(a_step(order))
            unit.orders.keep(requested(order))

    def claim(_: int) -> list[str]:
        with ground.unit() as unit:
            return [task.payment_key for task in unit.payments.claim(10)]

    with ThreadPoolExecutor(4) as pool:
        claimed = [key for keys in pool.map(claim, range(8)) for key in keys]
    assert len(claimed) == len(set(claimed)) == 40


def test_an_unanswered_task_waits_longer_each_time(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
        unit.orders.keep(requested(order))
    for wait in (0.5, 1, 2):
        with ground.unit() as unit:
            unit.payments.put_off(unit.payments.claim(10))
        ground.clock.move(timedelta(seconds=wait - 0.001))
        with ground.unit() as unit:
            assert not unit.payments.claim(10)
        ground.clock.move(timedelta(seconds=0.001))


def test_newer_work_is_not_put_off_with_the_old(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
        unit.orders.keep(requested(order))
    with ground.unit() as unit:
        old = unit.payments.claim(10)
    with ground.unit() as unit:
        unit.orders.lock([order.order_id])
        unit.orders.keep(requested(unit.orders.get(order.order_id), PaymentWork.VOID))
    with ground.unit() as unit:
        unit.payments.put_off(old)
    with ground.unit() as unit:
        assert [(task.work, task.tries) for task in unit.payments.claim(10)] == [("void", 1)]


def test_settled_work_is_over(ground: Any) -> None:
    order = an_order()
    with ground.unit() as unit:
        unit.orders.add(a_step(order))
        unit.orders.keep(requested(order))
    with ground.unit() as unit:
        unit.orders.lock([order.order_id])
        paid = replace(order, payment=PaymentState.AUTHORISED, attempt=1, steps=3)
        unit.orders.keep(a_step(paid, pays=True))
    with ground.unit() as unit:
        assert not unit.payments.claim(10)
    (view,) = ground.queries.list_payments(None, 10)
    assert (view.state, view.amount) == (PaymentState.AUTHORISED, order.total)


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
@pytest.mark.parametrize("units", ["one", "many"])
def test_a_copy_only_moves_forward(ground: Any, order: tuple[int, ...], units: str) -> None:
    copies = [ProductCopy("TEA", Decimal(n), "GBP", True, n < 3, n) for n in order]
    for batch in [copies] if units == "one" else [[copy] for copy in copies]:
        with ground.unit() as unit:
            for copy in [*batch, *batch]:
                unit.products.keep(copy)
    with ground.unit() as unit:
        unit.products.load(["TEA", "NONE"])
        assert unit.products.known() == {
            "TEA": ProductCopy("TEA", Decimal(3), "GBP", True, False, 3)
        }


def test_pages_follow_each_other_without_gap_or_repeat(ground: Any) -> None:
    with ground.unit() as unit:
        for number in range(7):
            customer, state = ("ann", "bob")[number % 2], OrderState.PENDING
            order = an_order(order_id=UUID(int=number + 1), customer_id=customer, state=state)
            unit.orders.add(a_step(order))
            unit.orders.keep(requested(order))
    seen, after = [], None
    while page := ground.queries.list_orders(OrderFilter(customer_id="ann", after=after, limit=2)):
        seen += [order.order_id.int for order in page]
        after = page[-1].order_id
    assert seen == [1, 3, 5, 7]
    assert not ground.queries.list_orders(OrderFilter(state=OrderState.CONFIRMED))
    first = ground.queries.list_payments(None, 4)
    rest = ground.queries.list_payments((first[-1].order_id, first[-1].attempt), 4)
    assert [view.order_id.int for view in (*first, *rest)] == [1, 2, 3, 4, 5, 6, 7]
