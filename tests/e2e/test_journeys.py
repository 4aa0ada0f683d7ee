"""Orders through all of the platform: REST, broker, orders, inventory, provider."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any


def kinds(shop: Any, order_id: str) -> list[str]:
    return [entry.kind for entry in shop.ledger(order_id)]


def test_an_order_is_confirmed_paid_and_its_units_are_gone(shop: Any) -> None:
    sku = shop.good(on_hand=5, price="2.55")

    placed = shop.place(sku, 2, reference="r-1", expected_total="5.10")
    ended = shop.ended(placed["order_id"])

    assert (placed["state"], placed["total"]) == ("pending", "5.10")
    assert (ended["state"], ended["payment_state"], ended["stock_state"]) == (
        "confirmed",
        "captured",
        "committed",
    )
    assert shop.stock(sku) == (3, 0)
    assert kinds(shop, placed["order_id"]) == ["authorise", "capture"]
    assert shop.ledger(placed["order_id"])[1].amount == Decimal("5.10")


def test_its_timeline_tells_what_came_and_what_was_decided(shop: Any) -> None:
    order_id = shop.place(shop.good(on_hand=1))["order_id"]
    shop.ended(order_id)

    entries = shop.operator.get(f"/api/v1/orders/{order_id}/timeline").body["entries"]
    decisions = {name.rpartition(".")[2] for entry in entries for name in entry["decisions"]}

    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    assert {"OrderPlaced", "PaymentAuthorized", "OrderConfirmed", "PaymentCaptured"} <= decisions


def test_one_sku_on_two_lines_adds_up(shop: Any, basket_of: Callable[..., Any]) -> None:
    sku = shop.good(on_hand=5)
    body = {**basket_of(sku), "lines": [{"sku": sku, "quantity": 3}] * 2}

    placed = shop.accepted(lambda key: shop.buyer.post("/api/v1/orders", body, key=key)).body
    ended = shop.ended(placed["order_id"])

    assert (ended["state"], ended["cancel_reason"]) == ("cancelled", "out_of_stock")
    assert ended["short_lines"] == [{"sku": sku, "requested": 6, "available": 5}]
    assert shop.stock(sku) == (5, 0)


def test_a_service_needs_no_stock(shop: Any) -> None:
    ended = shop.ended(shop.place(shop.good(kind="service"))["order_id"])

    assert (ended["state"], ended["payment_state"]) == ("confirmed", "captured")


def test_a_declined_card_ends_in_a_cancelled_order_with_the_stock_back(
    shop: Any, wait: Callable[..., None]
) -> None:
    sku = shop.good(on_hand=3)

    ended = shop.ended(shop.place(sku, card="tok_decline")["order_id"])

    assert (ended["state"], ended["payment_state"]) == ("cancelled", "declined")
    wait(lambda: shop.stock(sku) == (3, 0), "the stock to be back")
    assert "capture" not in kinds(shop, ended["order_id"])


def test_a_provider_that_times_out_is_asked_again_and_never_charges_twice(shop: Any) -> None:
    sku = shop.good(on_hand=3)
    cards = ("tok_timeout_once", "tok_flapping", "tok_slow")
    ids = [shop.place(sku, card=card)["order_id"] for card in cards]

    for order_id in ids:
        assert shop.ended(order_id)["state"] == "confirmed"
        assert kinds(shop, order_id) == ["authorise", "capture"]
        assert len({entry.payment_key for entry in shop.ledger(order_id)}) == 1
    assert shop.stock(sku) == (0, 0)


def test_a_capture_that_is_refused_returns_the_stock(shop: Any, wait: Callable[..., None]) -> None:
    sku = shop.good(on_hand=2)
    order_id = shop.place(sku, card="tok_capture_refused")["order_id"]

    wait(lambda: shop.order(order_id)["state"] == "cancelled", "the cancellation")
    wait(lambda: shop.stock(sku) == (2, 0), "the stock to be back")
    assert "capture" not in kinds(shop, order_id)


def test_a_negotiated_price_and_a_named_customer_are_kept(
    shop: Any, basket_of: Callable[..., Any]
) -> None:
    sku = shop.good(on_hand=9, price="9")
    line = {"sku": sku, "quantity": 3, "unit_price": "0.0010"}
    body = {**basket_of(sku), "lines": [line], "customer_id": "17850"}

    order = shop.accepted(lambda key: shop.importer.post("/api/v1/orders", body, key=key)).body

    assert (order["customer_id"], Decimal(order["total"])) == ("17850", Decimal("0.003"))
    assert shop.ended(order["order_id"])["state"] == "confirmed"
