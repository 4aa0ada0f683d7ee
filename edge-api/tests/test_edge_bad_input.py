"""Whatever is wrong with a request, the answer is a problem document that says what."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from edge_examples import NEW_LANTERN, ONE_LANTERN, ORDER_ID
from edge_surroundings import Surroundings

pytestmark = pytest.mark.anyio

KEY = {"idempotency-key": "k-1"}
JSON = {"content-type": "application/json"}


def assert_problem(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["type"] == f"urn:first-viscount:problem:{slug}"
    assert document["status"] == status
    assert document["title"]
    assert document["request_id"] == response.headers["x-request-id"]
    return document


async def order(around: Surroundings, **request: Any) -> httpx.Response:
    headers = {**around.bearer("orders:write"), **KEY, **request.pop("headers", {})}
    async with around.client() as client:
        return await client.post("/api/v1/orders", headers=headers, **request)


@pytest.mark.parametrize(
    "body", [b"{", b"[1,]", b'{"a": NaN}', b'{"a":"\xff"}', b'"\\ud800"', b"\xef\xbb\xbf{}"]
)
async def test_malformed_json_is_400(around: Surroundings, body: bytes) -> None:
    assert_problem(await order(around, content=body, headers=JSON), 400, "malformed_json")


@pytest.mark.parametrize(
    "deep", [b"[" * 33 + b"]" * 33, b"[" * 5_000, b'{"a":' * 400 + b"1" + b"}" * 400]
)
async def test_deep_nesting_is_400(around: Surroundings, deep: bytes) -> None:
    assert_problem(await order(around, content=deep, headers=JSON), 400, "malformed_json")


async def test_nesting_within_the_limit_is_judged_by_its_shape(around: Surroundings) -> None:
    response = await order(around, content=b"[" * 32 + b"]" * 32, headers=JSON)
    assert_problem(response, 422, "invalid_shape")


async def test_a_body_above_one_mebibyte_is_413(around: Surroundings) -> None:
    response = await order(around, content=b" " * (1024 * 1024 + 1), headers=JSON)
    assert_problem(response, 413, "body_too_large")


async def test_a_chunked_body_above_one_mebibyte_is_413_and_not_read_to_its_end(
    around: Surroundings,
) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 65_536

    response = await order(around, content=chunks(), headers=JSON)
    assert_problem(response, 413, "body_too_large")
    assert sent < 20


async def test_a_body_of_exactly_one_mebibyte_is_read(around: Surroundings) -> None:
    body = orjson.dumps(ONE_LANTERN)
    response = await order(around, content=body.ljust(1024 * 1024), headers=JSON)
    assert response.status_code == 202


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
async def test_another_media_type_is_415(around: Surroundings, kind: str) -> None:
    response = await order(around, content=b"{}", headers={"content-type": kind})
    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.shop+json"])
async def test_json_by_any_of_its_names_is_read(around: Surroundings, kind: str) -> None:
    body = orjson.dumps(ONE_LANTERN)
    response = await order(around, content=body, headers={"content-type": kind})
    assert response.status_code == 202


LINE = {"sku": "LANTERN", "quantity": 1}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [LINE] * 2_001}, "lines"),
        ({"lines": "LANTERN"}, "lines"),
        ({"lines": [LINE, {**LINE, "quantity": 0}]}, "lines[1].quantity"),
        ({"lines": [{**LINE, "quantity": "1"}]}, "lines[0].quantity"),
        ({"lines": [{**LINE, "quantity": True}]}, "lines[0].quantity"),
        ({"lines": [{**LINE, "quantity": 1.5}]}, "lines[0].quantity"),
        ({"lines": [{**LINE, "quantity": 1_000_001}]}, "lines[0].quantity"),
        ({"lines": [{**LINE, "sku": ""}]}, "lines[0].sku"),
        ({"lines": [{**LINE, "sku": "A/B"}]}, "lines[0].sku"),
        ({"lines": [{**LINE, "sku": "A\u0000B"}]}, "lines[0].sku"),
        ({"lines": [{**LINE, "unit_price": 2.55}]}, "lines[0].unit_price"),
        ({"lines": [{**LINE, "unit_price": "2.55555"}]}, "lines[0].unit_price"),
        ({"lines": [{**LINE, "unit_price": "-1"}]}, "lines[0].unit_price"),
        ({"lines": [{**LINE, "price": "1"}]}, "lines[0].price"),
        ({"currency_code": "pounds"}, "currency_code"),
        ({"card_token": ""}, "card_token"),
        ({"reference": "r" * 101}, "reference"),
        ({"expected_total": "1e3"}, "expected_total"),
        ({"colour": "white"}, "colour"),
        ({"currency_code": None}, "currency_code"),
    ],
)
async def test_a_wrong_shape_is_422_and_names_the_field(
    around: Surroundings, change: dict[str, Any], field: str
) -> None:
    document = assert_problem(
        await order(around, json={**ONE_LANTERN, **change}), 422, "invalid_shape"
    )
    assert [error["field"] for error in document["errors"]] == [field]
    assert all(error["detail"] for error in document["errors"])
    assert around.producer.produced == []


async def test_a_missing_body_is_422(around: Surroundings) -> None:
    document = assert_problem(await order(around), 422, "invalid_shape")
    assert document["errors"]


async def test_every_wrong_field_is_named(around: Surroundings) -> None:
    document = assert_problem(await order(around, json={"lines": []}), 422, "invalid_shape")
    assert {error["field"] for error in document["errors"]} == {
        "lines",
        "currency_code",
        "card_token",
    }


@pytest.mark.parametrize("key", ["", "   ", "k" * 256, "caf\u00e9", "a\tb"])
async def test_a_bad_idempotency_key_is_400(around: Surroundings, key: str) -> None:
    headers = [("idempotency-key", key.encode())]
    response = await order(around, json=ONE_LANTERN, headers=dict(headers))
    slug = "idempotency_key_malformed" if key.strip() else "idempotency_key_missing"
    assert_problem(response, 400, slug)
    assert around.producer.produced == []


WRITES = [
    ("POST", "/api/v1/orders", ONE_LANTERN),
    ("POST", f"/api/v1/orders/{ORDER_ID}/cancel", None),
    ("POST", "/api/v1/products", NEW_LANTERN),
    ("PATCH", "/api/v1/products/LANTERN", {"name": "Lantern"}),
    ("POST", "/api/v1/products/LANTERN/price", {"price": NEW_LANTERN["price"]}),
    ("POST", "/api/v1/products/LANTERN/retire", None),
    ("POST", "/api/v1/stock/LANTERN/receipts", {"quantity": 1}),
    ("POST", "/api/v1/stock/LANTERN/adjustments", {"delta": -1, "reason": "count"}),
    ("POST", "/api/v1/locations", {"location": "attic", "name": "Attic"}),
    ("POST", f"/api/v1/admin/orders/dead-letters/{ORDER_ID}/replay", None),
    ("POST", f"/api/v1/admin/orders/dead-letters/{ORDER_ID}/discard", {"reason": "junk"}),
]
EVERYTHING = ("orders:write", "catalog:write", "inventory:write", "operations:admin")


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_every_write_needs_an_idempotency_key(
    around: Surroundings, method: str, path: str, body: Any
) -> None:
    headers = around.bearer(*EVERYTHING)
    async with around.client() as client:
        refused = await client.request(method, path, headers=headers, json=body)
        assert_problem(refused, 400, "idempotency_key_missing")
        accepted = await client.request(method, path, headers={**headers, **KEY}, json=body)
        assert accepted.status_code == 202, accepted.text
        assert len(around.producer.produced) == 1


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_who_may_not_is_told_so_before_the_request_is_read(
    around: Surroundings, method: str, path: str, body: Any
) -> None:
    async with around.client() as client:
        unknown = await client.request(method, path, content=b"{", headers=JSON)
        document = assert_problem(unknown, 401, "missing_token")
        assert unknown.headers["www-authenticate"].startswith("Bearer")
        assert "errors" not in document
        reader = around.bearer("catalog:read", "orders:read")
        refused = await client.request(method, path, content=b"{", headers={**JSON, **reader})
        assert_problem(refused, 403, "insufficient_scope")
        assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]


async def test_a_token_that_proves_nothing_is_401(around: Surroundings) -> None:
    async with around.client() as client:
        response = await client.get("/api/v1/orders", headers={"authorization": "Bearer forged"})
    assert_problem(response, 401, "invalid_token")
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "token"])
async def test_another_authorization_is_no_token(around: Surroundings, header: str) -> None:
    async with around.client() as client:
        response = await client.get("/api/v1/orders", headers={"authorization": header})
    assert_problem(response, 401, "missing_token")


async def test_without_keys_nobody_is_judged(around: Surroundings) -> None:
    headers = around.bearer("orders:read")
    around.verifier.away = True
    async with around.client() as client:
        response = await client.get("/api/v1/orders", headers=headers)
    assert_problem(response, 503, "keys_unavailable")
    assert response.headers["retry-after"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/products?page_size=0", "page_size"),
        ("/api/v1/products?page_size=501", "page_size"),
        ("/api/v1/products?page_size=many", "page_size"),
        ("/api/v1/products?page_token=a%00b", "page_token"),
        ("/api/v1/products?state=odd", "state"),
        ("/api/v1/products/" + "A" * 65, "sku"),
        ("/api/v1/stock/A%00B", "sku"),
        ("/api/v1/orders/nothing", "order_id"),
        ("/api/v1/orders/nothing/events", "order_id"),
        ("/api/v1/operations/orders.nothing", "operation"),
        ("/api/v1/operations/kitchen." + ORDER_ID, "operation"),
        ("/api/v1/admin/kitchen/dead-letters", "service"),
        ("/api/v1/platform/services?include_gone=perhaps", "include_gone"),
    ],
)
async def test_a_wrong_parameter_is_422_and_named(
    around: Surroundings, path: str, field: str
) -> None:
    headers = around.bearer("orders:read", "operations:admin", "platform:read")
    async with around.client() as client:
        document = assert_problem(await client.get(path, headers=headers), 422, "invalid_shape")
    assert [error["field"] for error in document["errors"]] == [field]


async def test_an_unknown_path_is_404(around: Surroundings) -> None:
    async with around.client() as client:
        for path in ("/", "/api/v1/nothing", "/api/v1/orders/", "/docs"):
            assert_problem(await client.get(path), 404, "not_found")


async def test_a_wrong_method_is_405_and_names_the_right_ones(around: Surroundings) -> None:
    async with around.client() as client:
        response = await client.delete("/api/v1/orders")
    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET, POST"


async def test_an_error_that_nobody_expected_is_a_problem_too(around: Surroundings) -> None:
    def break_down(_: object) -> Any:
        raise RuntimeError("boom")

    around.queries.answers["CatalogAdminService/ListProducts"] = break_down
    async with around.client() as client:
        response = await client.get("/api/v1/products")
    document = assert_problem(response, 500, "internal")
    assert "boom" not in str(document)


async def test_a_whole_number_is_one_however_it_is_written(around: Surroundings) -> None:
    response = await order(around, json={**ONE_LANTERN, "lines": [{**LINE, "quantity": 2.0}]})
    assert response.status_code == 202
