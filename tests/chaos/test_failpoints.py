"""A service that dies at a named point: nothing is lost and nothing done twice."""

from collections.abc import Callable
from typing import Any

import pytest

from fv_local.platform import LocalPlatform

ORDERS = 12
POINTS = [
    ("orders", "relay.after_send:4"),
    ("inventory", "consumer.before_commit:4"),
    ("inventory", "consumer.after_commit:4"),
    ("orders", "worker.after_call:4"),
    ("orders", "worker.after_record:4"),
]
"""Program and point: a life ends at that pass, until one death was seen."""


@pytest.mark.timeout(500)
@pytest.mark.parametrize(("program", "point"), POINTS)
def test_a_life_that_ends_at_a_point_loses_nothing(
    program: str,
    point: str,
    shop: Any,
    local: LocalPlatform,
    changed: Callable[..., None],
    wait: Callable[..., None],
    at_once: Callable[..., list[Any]],
) -> None:
    sku = shop.good(on_hand=ORDERS)
    changed(program, {"FV_FAILPOINTS": point})
    first_life = local.pid(program)

    ids = at_once(lambda _: shop.place(sku)["order_id"], ORDERS, 3)
    wait(lambda: local.pid(program) not in {0, first_life}, f"{program} to die at {point}")
    # A worker that dies at every fourth call would end no payment before the orders' deadline.
    changed(program, {"FV_FAILPOINTS": ""})
    ended = [shop.ended(order_id) for order_id in ids]

    assert {order["state"] for order in ended} == {"confirmed"}
    assert all(
        [entry.kind for entry in shop.ledger(order_id)] == ["authorise", "capture"]
        for order_id in ids
    )
    wait(lambda: shop.stock(sku) == (0, 0), "the shelf to be empty")
