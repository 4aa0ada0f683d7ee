"""What takes too long is given up: reservations that lapse, payments that never answer."""

from collections.abc import Callable
from typing import Any

import pytest

from fv_local.platform import LocalPlatform


@pytest.mark.timeout(400)
def test_a_reservation_that_lapses_while_orders_is_paused_is_never_paid(
    shop: Any,
    local: LocalPlatform,
    changed: Callable[..., None],
    wait: Callable[..., None],
) -> None:
    changed("inventory", {"FV_RESERVATION_SECONDS": "3"})
    sku = shop.good(on_hand=1)
    local.pause("sandbox-payments")
    try:
        first = shop.place(sku)["order_id"]
        wait(lambda: shop.stock(sku) == (1, 1), "the reservation")
        local.pause("orders")
        try:
            wait(lambda: shop.stock(sku) == (1, 0), "the reservation to lapse")
            # Somebody else takes the unit meanwhile.
            shop.adjust(sku, -1)
        finally:
            local.resume("orders")
    finally:
        local.resume("sandbox-payments")

    wait(lambda: shop.order(first)["state"] != "pending", "the end of the order")
    order = shop.order(first)
    kinds = [entry.kind for entry in shop.ledger(first)]
    assert (order["state"], order["payment_state"]) in {
        ("cancelled", "voided"),
        ("cancelled", "none"),
    }
    assert "capture" not in kinds
    assert kinds.count("authorise") == kinds.count("void")
    assert shop.stock(sku) == (0, 0)


@pytest.mark.timeout(400)
def test_a_deadline_on_an_unknown_payment_voids_before_it_cancels(
    shop: Any, changed: Callable[..., None], wait: Callable[..., None]
) -> None:
    changed("orders", {"FV_ORDER_DEADLINE_SECONDS": "5", "FV_PAYMENT_TIMEOUT_SECONDS": "1"})
    sku = shop.good(on_hand=1)

    order_id = shop.place(sku, card="tok_timeout_forever")["order_id"]
    ended = shop.ended(order_id)

    assert (ended["state"], ended["payment_state"]) == ("cancelled", "voided")
    assert [entry.kind for entry in shop.ledger(order_id)] == ["authorise", "void"]
    wait(lambda: shop.stock(sku) == (1, 0), "the stock to be back")
    entries = shop.operator.get(f"/api/v1/orders/{order_id}/timeline").body["entries"]
    decisions = [name.rpartition(".")[2] for entry in entries for name in entry["decisions"]]
    assert decisions.index("VoidingStarted") < decisions.index("OrderCancelled")
