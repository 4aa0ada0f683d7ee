"""A cancel that races the sale ends in one of the two legal outcomes."""

from collections.abc import Callable
from typing import Any

from fv_local.platform import LocalPlatform

RACES = 12


def test_a_cancel_before_the_sale_gives_money_and_stock_back(
    shop: Any, local: LocalPlatform, wait: Callable[..., None]
) -> None:
    sku = shop.good(on_hand=2)
    local.pause("sandbox-payments")
    try:
        order_id = shop.place(sku)["order_id"]
        path = f"/api/v1/orders/{order_id}/cancel"
        shop.accepted(lambda key: shop.buyer.post(path, {"reason": "too slow"}, key=key))
    finally:
        local.resume("sandbox-payments")

    wait(lambda: shop.order(order_id)["state"] == "cancelled", "the cancellation")
    wait(lambda: shop.stock(sku) == (2, 0), "the stock to be back")
    assert "capture" not in {entry.kind for entry in shop.ledger(order_id)}


def test_a_cancel_after_the_sale_is_a_conflict(shop: Any) -> None:
    order_id = shop.ended(shop.place(shop.good(on_hand=1))["order_id"])["order_id"]

    answer = shop.buyer.post(f"/api/v1/orders/{order_id}/cancel", {"reason": "too late"})

    assert answer.status == 409
    assert shop.order(order_id)["state"] == "confirmed"


def test_a_cancel_that_races_the_sale_ends_in_a_legal_outcome(
    shop: Any, at_once: Callable[..., list[Any]], wait: Callable[..., None]
) -> None:
    sku = shop.good(on_hand=RACES)

    def race(_: int) -> tuple[int, dict[str, Any]]:
        order_id = shop.place(sku)["order_id"]
        answer = shop.buyer.post(f"/api/v1/orders/{order_id}/cancel", {"reason": "a race"})
        return answer.status, shop.ended(order_id)

    races = at_once(race, RACES)

    for status, order in races:
        kinds = [entry.kind for entry in shop.ledger(order["order_id"])]
        if order["state"] == "confirmed":
            assert status in {202, 409}
            assert kinds == ["authorise", "capture"]
        else:
            assert "capture" not in kinds
    sold = sum(1 for _, order in races if order["state"] == "confirmed")
    wait(lambda: shop.stock(sku) == (RACES - sold, 0), "the shelf to fit")
