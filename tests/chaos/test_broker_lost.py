"""The broker is away, and comes back; the embedded one without anything that it held."""

from collections.abc import Callable
from typing import Any

import pytest

from fv_local.platform import LocalPlatform


@pytest.mark.timeout(400)
def test_while_the_broker_is_away_writes_are_503_with_a_time_to_come_again(
    shop: Any, local: LocalPlatform, basket_of: Any, wait: Callable[..., None]
) -> None:
    sku = shop.good(on_hand=2)
    key = "while-the-broker-is-away"
    local.stop("broker")
    try:
        wait(
            lambda: shop.buyer.post("/api/v1/orders", basket_of(sku), key=key).status == 503,
            "the edge to notice",
        )
        refused = shop.buyer.post("/api/v1/orders", basket_of(sku), key=key)
    finally:
        local.start("broker")
    local.wait_ready(timeout=120)

    assert refused.status == 503
    assert refused.headers["retry-after"]
    post = lambda _: shop.buyer.post("/api/v1/orders", basket_of(sku), key=key)  # noqa: E731
    order = shop.accepted(post).body
    assert shop.ended(order["order_id"])["state"] == "confirmed"
    assert shop.stock(sku) == (1, 0)


@pytest.mark.timeout(400)
def test_orders_under_way_survive_a_broker_that_comes_back_empty(
    shop: Any, local: LocalPlatform, at_once: Callable[..., list[Any]], verdict: Any
) -> None:
    sku = shop.good(on_hand=30)
    placed = at_once(lambda _: shop.place(sku)["order_id"], 20)

    local.restart_broker()
    later = at_once(lambda _: shop.place(sku)["order_id"], 10)

    assert {shop.ended(order_id)["state"] for order_id in [*placed, *later]} == {"confirmed"}
    assert shop.stock(sku) == (0, 0)
    assert verdict().findings == ()
