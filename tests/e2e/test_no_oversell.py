from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

ORDERS, ON_HAND = 500, 100


@pytest.mark.timeout(400)
def test_500_orders_for_100_units_confirm_exactly_100(
    shop: Any, at_once: Callable[..., list[Any]], wait: Callable[..., None]
) -> None:
    sku = shop.good(on_hand=ON_HAND)

    placed = at_once(lambda _: shop.place(sku), ORDERS)
    ids = [order["order_id"] for order in placed]
    ended = at_once(lambda number: shop.ended(ids[number]), ORDERS)

    assert len(set(ids)) == ORDERS
    assert Counter(order["state"] for order in ended) == {"confirmed": 100, "cancelled": 400}
    refused = [order for order in ended if order["state"] == "cancelled"]
    assert {order["cancel_reason"] for order in refused} == {"out_of_stock"}
    assert {line["sku"] for order in refused for line in order["short_lines"]} == {sku}
    wait(lambda: shop.stock(sku) == (0, 0), "the shelf to be empty")
