"""What commands may do with products."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from catalog_stage import Request, Stage, mug, pounds

from fv_catalog.application.use_cases.change_price import ChangePrice
from fv_catalog.application.use_cases.retire_product import RetireProduct
from fv_catalog.application.use_cases.update_product import UpdateProduct
from fv_catalog.domain.errors import (
    InvalidField,
    ProductExists,
    ProductIsRetired,
    UnknownSku,
    VersionMismatch,
)
from fv_catalog.domain.product import ProductState

CHANGES: list[Callable[[int], Request]] = [
    lambda version: UpdateProduct("mug", name="Another", expected_version=version),
    lambda version: ChangePrice("mug", pounds("3"), version),
    lambda version: RetireProduct("mug", version),
]


def test_a_new_product_is_on_sale_under_an_upper_case_sku() -> None:
    stage = Stage()
    product = stage.when(mug(" mug-1a "))
    assert (product.sku, product.version, product.state) == ("MUG-1A", 1, ProductState.ACTIVE)
    assert stage.reader.product("MUG-1A") == product
    assert stage.told() == [("ProductCreated", 1)]


def test_a_sku_is_taken_once_in_any_case() -> None:
    stage = Stage().given(mug())
    with pytest.raises(ProductExists):
        stage.when(mug("Mug"))


def test_a_retired_products_sku_stays_taken() -> None:
    stage = Stage().given(mug(), RetireProduct("MUG"))
    with pytest.raises(ProductExists):
        stage.when(mug())


def test_what_is_not_named_stays() -> None:
    stage = Stage().given(mug())
    stage.clock.advance(timedelta(hours=1))
    product = stage.when(UpdateProduct("MUG", name="A better mug"))
    assert (product.name, product.description, product.version) == ("A better mug", "Blue.", 2)
    assert product.attributes == {"colour": "blue"}
    assert product.updated_at - product.created_at == timedelta(hours=1)


def test_texts_and_attributes_can_be_emptied() -> None:
    stage = Stage().given(mug())
    product = stage.when(UpdateProduct("MUG", description="", attributes={}))
    assert (product.description, product.attributes) == ("", {})


def test_an_update_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidField):
        Stage().given(mug()).when(UpdateProduct("MUG"))


def test_a_price_changes() -> None:
    stage = Stage().given(mug())
    assert stage.when(ChangePrice("MUG", pounds("0"))).price == pounds("0")
    assert stage.told()[-1] == ("PriceChanged", 2)


@pytest.mark.parametrize(
    "request_",
    [UpdateProduct("MUG", name="A mug"), ChangePrice("MUG", pounds("2.5500"))],
)
def test_a_change_that_changes_nothing_tells_nothing(request_: Request) -> None:
    stage = Stage().given(mug())
    assert stage.when(request_).version == 1
    assert stage.told() == [("ProductCreated", 1)]


@pytest.mark.parametrize("change", CHANGES)
def test_an_unknown_product_cannot_change(change: Callable[[int], Request]) -> None:
    with pytest.raises(UnknownSku):
        Stage().when(change(0))


@pytest.mark.parametrize("change", CHANGES)
def test_a_retired_product_cannot_change(change: Callable[[int], Request]) -> None:
    stage = Stage().given(mug(), RetireProduct("MUG"))
    with pytest.raises(ProductIsRetired):
        stage.when(change(0))
    assert stage.told()[-1] == ("ProductRetired", 2)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_to_another_version_is_refused(change: Callable[[int], Request]) -> None:
    stage = Stage().given(mug(), ChangePrice("MUG", pounds("2")))
    with pytest.raises(VersionMismatch):
        stage.when(change(1))
    assert stage.when(change(2)).version == 3
