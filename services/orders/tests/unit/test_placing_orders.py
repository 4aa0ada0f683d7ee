from decimal import Decimal
from typing import Any

import pytest

from fv_orders.application.ports.caller import Caller
from fv_orders.domain.errors import (
    CurrencyDiffers,
    MalformedOrder,
    OrderError,
    ProductOffSale,
    ScopeMissing,
    TotalChanged,
    UnknownSku,
)
from fv_orders.domain.placing import Price, RequestedLine

IMPORTER = Caller("importer", frozenset({"orders:write", "orders:negotiate", "orders:on-behalf"}))


def test_an_order_is_priced_from_the_catalogues_copy(shop: Any, purchase: Any) -> None:
    lines = (RequestedLine("TEA", 3), RequestedLine("POST", 1), RequestedLine("TEA", 1))
    order = shop.place(purchase(lines=lines))
    assert order.total == Decimal("28.20")
    assert order.states == "pending/none/none"
    assert (order.customer_id, order.version) == ("ann", 1)
    assert shop.events(order) == ["OrderPlaced"]


def test_a_negotiated_price_goes_before_the_catalogues(shop: Any, purchase: Any) -> None:
    line = RequestedLine("TEA", 1_000_000, Price(Decimal("0.0001"), "GBP"))
    order = shop.place(purchase(lines=(line,), customer_id="17850"), IMPORTER)
    assert (order.total, order.customer_id) == (Decimal("100"), "17850")


@pytest.mark.parametrize(
    ("changes", "scope"),
    [
        ({"lines": (RequestedLine("TEA", 1, Price(Decimal(1), "GBP")),)}, "orders:negotiate"),
        ({"customer_id": "bob"}, "orders:on-behalf"),
    ],
)
def test_a_shopper_may_not_name_prices_or_people(
    shop: Any, purchase: Any, changes: dict[str, Any], scope: str
) -> None:
    with pytest.raises(ScopeMissing, match=scope):
        shop.place(purchase(**changes))


def test_placing_needs_its_scope(shop: Any) -> None:
    with pytest.raises(ScopeMissing, match="orders:write"):
        shop.place(caller=Caller("ann", frozenset({"orders:read"})))


def test_naming_oneself_needs_no_scope(shop: Any, purchase: Any) -> None:
    assert shop.place(purchase(customer_id="ann")).customer_id == "ann"


@pytest.mark.parametrize(
    ("changes", "error", "fields"),
    [
        ({"lines": ()}, MalformedOrder, ["lines"]),
        ({"lines": (RequestedLine("TEA", 1),) * 2_001}, MalformedOrder, ["lines"]),
        ({"lines": (RequestedLine("TEA", 0),)}, MalformedOrder, ["lines[0].quantity"]),
        ({"lines": (RequestedLine("TEA", 1_000_001),)}, MalformedOrder, ["lines[0].quantity"]),
        ({"lines": (RequestedLine("", 1),)}, MalformedOrder, ["lines[0].sku"]),
        ({"currency_code": "gbp"}, MalformedOrder, ["currency_code"]),
        ({"card_token": ""}, MalformedOrder, ["card_token"]),
        ({"reference": "r" * 101}, MalformedOrder, ["reference"]),
        (
            {"lines": (RequestedLine("TEA", 1), RequestedLine("NO", 1), RequestedLine("NIX", 1))},
            UnknownSku,
            ["lines[1].sku", "lines[2].sku"],
        ),
        ({"lines": (RequestedLine("OLD", 1),)}, ProductOffSale, ["lines[0].sku"]),
        ({"lines": (RequestedLine("SAKE", 1),)}, CurrencyDiffers, ["lines[0]"]),
        ({"expected_total": Price(Decimal("5.11"), "GBP")}, TotalChanged, []),
        ({"expected_total": Price(Decimal("5.10"), "EUR")}, TotalChanged, []),
    ],
)
def test_a_request_that_breaks_a_rule_leaves_nothing_behind(
    shop: Any, purchase: Any, changes: dict[str, Any], error: type[OrderError], fields: list[str]
) -> None:
    with pytest.raises(error) as refusal:
        shop.place(purchase(**changes))
    assert [field for field, _ in refusal.value.violations] == fields
    assert not shop.store.state.orders
    assert not shop.store.state.events


@pytest.mark.parametrize("amount", [Decimal("0.00001"), Decimal(-1), Decimal(1_000_000_001)])
def test_a_price_is_exact_to_four_decimals(shop: Any, purchase: Any, amount: Decimal) -> None:
    line = RequestedLine("TEA", 1, Price(amount, "GBP"))
    with pytest.raises(MalformedOrder) as refusal:
        shop.place(purchase(lines=(line,)), IMPORTER)
    assert refusal.value.violations[0][0] == "lines[0].unit_price"


def test_the_largest_order_has_an_exact_total(shop: Any, purchase: Any) -> None:
    price = Price(Decimal("999999999.9999"), "GBP")
    lines = (RequestedLine("TEA", 1_000_000, price),) * 2_000
    order = shop.place(purchase(lines=lines), IMPORTER)
    assert order.total == Decimal("1999999999999800000.0000")


def test_the_expected_total_is_accepted_whatever_its_zeros(shop: Any, purchase: Any) -> None:
    assert shop.place(purchase(expected_total=Price(Decimal("5.1000"), "GBP"))).version == 1


def test_only_refusals_that_a_repeat_meets_again_last() -> None:
    lasting = {error.slug for error in OrderError.__subclasses__() if error.lasting}
    assert lasting == {
        "product_retired",
        "currency_mismatch",
        "total_changed",
        "order_already_confirmed",
    }
