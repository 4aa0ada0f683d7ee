"""Bad input gets a clear problem document and changes nothing."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

ORDERS = "/api/v1/orders"


@pytest.fixture(scope="module")
def sku(shop: Any) -> str:
    """A good that nobody may buy in these tests."""
    good: str = shop.good(on_hand=7)
    return good


@pytest.fixture(autouse=True)
def nothing_changes(shop: Any, sku: str) -> Any:
    """The stock is as it was before."""
    yield
    assert shop.stock(sku) == (7, 0)


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status == status, answer
    assert answer.headers["content-type"].startswith("application/problem+json")
    document: dict[str, Any] = answer.body
    assert document["type"]
    assert document["status"] == status
    return document


def test_malformed_json_is_400(shop: Any) -> None:
    problem_of(shop.buyer.send("POST", ORDERS, key="k-json", raw=b"{"), 400)


def test_a_missing_idempotency_key_is_400(shop: Any, sku: str, basket_of: Any) -> None:
    problem_of(shop.buyer.send("POST", ORDERS, basket_of(sku)), 400)


def test_an_unknown_sku_is_422_and_names_the_line(shop: Any, basket_of: Any) -> None:
    document = problem_of(shop.buyer.post(ORDERS, basket_of("NO-SUCH-SKU")), 422)

    assert "lines[0]" in json.dumps(document)


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001, 1.5, "1"])
def test_a_quantity_out_of_bounds_is_422(
    shop: Any, sku: str, basket_of: Callable[..., Any], quantity: Any
) -> None:
    document = problem_of(shop.buyer.post(ORDERS, basket_of(sku, quantity)), 422)

    assert "quantity" in json.dumps(document)


def test_a_body_over_1_mib_is_413(shop: Any, sku: str, basket_of: Any) -> None:
    body = {**basket_of(sku), "reference": "x" * (1 << 20)}

    problem_of(shop.buyer.post(ORDERS, body), 413)


def test_a_wrong_media_type_is_415(shop: Any, sku: str, basket_of: Any) -> None:
    headers = {"Content-Type": "text/plain"}
    answer = shop.buyer.send("POST", ORDERS, basket_of(sku), key="k-media", headers=headers)

    problem_of(answer, 415)


def test_another_total_than_the_client_showed_is_refused(
    shop: Any, sku: str, basket_of: Any
) -> None:
    answer = shop.buyer.post(ORDERS, basket_of(sku, expected_total="0.01"))

    assert answer.status in {409, 422}
    problem_of(answer, answer.status)


def test_an_order_that_does_not_exist_is_404(shop: Any) -> None:
    problem_of(shop.operator.get(f"{ORDERS}/{uuid.uuid4()}"), 404)


def test_a_key_used_with_another_payload_is_422(shop: Any, basket_of: Any) -> None:
    sku = shop.good(on_hand=2)
    key = str(uuid.uuid4())
    first = shop.accepted(lambda _: shop.buyer.post(ORDERS, basket_of(sku), key=key)).body

    document = problem_of(shop.buyer.post(ORDERS, basket_of(sku, 2), key=key), 422)

    assert "idempotency_key_reused" in json.dumps(document)
    shop.ended(first["order_id"])
    assert shop.stock(sku) == (1, 0)


def test_the_same_key_and_payload_get_the_same_order(shop: Any, basket_of: Any) -> None:
    sku = shop.good(on_hand=9)
    key = str(uuid.uuid4())
    post = lambda _: shop.buyer.post(ORDERS, basket_of(sku, reference="same"), key=key)  # noqa: E731

    first, again = shop.accepted(post).body, shop.accepted(post).body
    shop.ended(first["order_id"])
    later = shop.accepted(post).body

    assert first == again == later
    assert shop.stock(sku) == (8, 0)
