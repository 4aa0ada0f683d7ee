"""Whatever comes, in whatever order, lost or doubled: money and goods agree with the order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fv_orders.domain.errors import OrderAlreadyConfirmed
from fv_orders.domain.inputs import (
    DeadlinePassed,
    Input,
    StockCommitRefused,
    StockCommitted,
    StockExpired,
    StockRejected,
    StockReleased,
    StockReserved,
    StockReturned,
)
from fv_orders.domain.states import OrderState, PaymentState, StockState

STOCK: list[Input] = [
    StockReserved(),
    StockRejected(()),
    StockCommitted(),
    StockCommitRefused("expired"),
    StockReleased(),
    StockExpired(),
    StockReturned(),
    DeadlinePassed(),
]
_LONG = timedelta(seconds=40)
ACTIONS = st.lists(
    st.one_of(st.sampled_from(STOCK), st.sampled_from(["pay", "cancel", "silence", "wait"])),
    max_size=25,
)
CARDS = st.sampled_from(["tok_approve", "tok_decline", "tok_capture_refused"])


def _play(shop: Any, order: Any, actions: list[Any], check: Callable[[], None]) -> None:
    silent: list[bool] = [False]
    shop.provider.answers = lambda _: not silent[0]
    for action in actions:
        if action in ("pay", "silence"):
            silent[0] = action == "silence"
            shop.pay()
        elif action == "cancel":
            try:
                shop.cancel(order)
            except OrderAlreadyConfirmed:
                assert shop.order(order).state is OrderState.CONFIRMED
        elif action == "wait":
            shop.clock.move(_LONG)
        else:
            shop.hear(order, action)
        check()
    silent[0] = False


def _settle(shop: Any) -> None:
    """Let every call that is outstanding be made and answered."""
    for _ in range(6):
        shop.clock.move(_LONG)
        shop.pay()


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS, card=CARDS)
def test_money_and_goods_agree_with_the_order(
    shop_with: Any, purchase: Any, actions: list[Any], card: str
) -> None:
    shop = shop_with()
    order = shop.place(purchase(card_token=card))
    key = f"{order.order_id}:1"

    def check() -> None:
        now = shop.order(order)
        if now.state is OrderState.CANCELLED:
            assert not shop.provider.held(key, order.total), "cancelled, and the money is kept"
        if now.state is OrderState.CONFIRMED:
            assert StockState.COMMITTED.value in _stocks(shop, order), "confirmed without a commit"
        if shop.provider.states.get(key) == "captured":
            assert "OrderConfirmed" in shop.events(order), "captured without a confirmation"

    _play(shop, order, actions, check)
    _settle(shop)
    check()
    ended = shop.order(order)
    if ended.payment in (PaymentState.REQUESTED, PaymentState.VOIDING):
        raise AssertionError(f"a payment is left hanging: {ended.states}")
    if ended.state is OrderState.CONFIRMED:
        assert shop.provider.states[key] == "captured"
    versions = [e.order.version for e in shop.store.state.events]
    assert versions == list(range(1, len(versions) + 1))
    assert shop.events(order).count("OrderCancelled") <= 1
    assert shop.events(order).count("OrderConfirmed") <= 1


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations([StockReserved(), StockCommitted(), "pay", "pay"]), twice=st.booleans()
)
def test_the_good_path_reaches_its_end_in_any_order(
    shop_with: Any, order: list[Any], twice: bool
) -> None:
    shop = shop_with()
    placed = shop.place()
    actions = [action for one in order for action in ([one, one] if twice else [one])]
    _play(shop, placed, actions, lambda: None)
    _settle(shop)
    assert shop.order(placed).states == "confirmed/captured/committed"


def _stocks(shop: Any, order: Any) -> str:
    return " ".join(entry.states for entry in shop.store.state.timeline[order.order_id])
