"""What may stand in a product's fields."""

from dataclasses import replace
from decimal import Decimal

import pytest
from catalog_stage import Stage, mug
from hypothesis import given
from hypothesis import strategies as st

from fv_catalog.domain.errors import InvalidField, InvalidPrice
from fv_catalog.domain.price import Price
from fv_catalog.inbound.prices import money_of, price_of

PRICES = st.decimals(min_value=0, max_value=10**12, places=4)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sku", ""),
        ("sku", "A" * 65),
        ("sku", "A/B"),
        ("sku", "-A"),
        ("sku", "STRAßE"),
        ("name", " "),
        ("name", "x" * 201),
        ("description", "x" * 10_001),
        ("description", "nul\0byte"),
        ("attributes", {str(number): "" for number in range(51)}),
        ("attributes", {"": "nameless"}),
        ("attributes", {"colour": "x" * 501}),
    ],
)
def test_a_field_out_of_range_is_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidField):
        Stage().when(replace(mug(), **{field: value}))


@pytest.mark.parametrize("sku", ["85123A", "BANK CHARGES", "gift_0001_40", "M", "A" * 64])
def test_skus_of_real_shops_are_accepted(sku: str) -> None:
    assert Stage().when(mug(sku)).sku == sku.upper()


@pytest.mark.parametrize(
    ("currency", "amount"),
    [
        ("GBP", "-0.01"),
        ("GBP", "0.00001"),
        ("GBP", "1000000000000.01"),
        ("GBP", "NaN"),
        ("gbp", "1"),
        ("XXX", "1"),
        ("", "1"),
    ],
)
def test_a_price_that_is_none_is_refused(currency: str, amount: str) -> None:
    with pytest.raises(InvalidPrice):
        Price(currency, Decimal(amount))


@given(PRICES)
def test_a_price_survives_the_wire_exactly(amount: Decimal) -> None:
    price = Price("GBP", amount)
    assert price_of(money_of(price)) == price


@pytest.mark.parametrize(("units", "nanos"), [(1, -1), (-1, 0), (0, 10**9), (0, 1), (0, 50_000)])
def test_money_that_is_no_price_is_refused(units: int, nanos: int) -> None:
    money = money_of(Price("GBP", Decimal(0)))
    money.units, money.nanos = units, nanos
    with pytest.raises(InvalidPrice):
        price_of(money)
