"""From a write to a command, and from its result to an answer."""

import asyncio
from typing import Any

import httpx
import pytest
from edge_examples import NEW_LANTERN, ONE_LANTERN, ORDER_ID, alices_order, lantern, shelf
from edge_fakes import nobody, rejecting, succeeding
from edge_surroundings import Surroundings

from firstviscount.catalog.v1 import commands_pb2 as catalog
from firstviscount.inventory.v1 import commands_pb2 as inventory
from firstviscount.inventory.v1.stock_pb2 import Location
from firstviscount.operations.v1 import commands_pb2 as operations
from firstviscount.operations.v1.results_pb2 import CommandResult
from firstviscount.orders.v1 import commands_pb2 as orders
from fv_contracts.identifiers import aggregate_id, command_id

pytestmark = pytest.mark.anyio


async def write(
    around: Surroundings, path: str, body: Any, *scopes: str, method: str = "POST", **headers: str
) -> httpx.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"idempotency-key": "k-1", **around.bearer(*scopes), **given}
    async with around.client() as client:
        return await client.request(method, path, json=body, headers=sent)


async def place(around: Surroundings, body: Any = ONE_LANTERN, **headers: str) -> httpx.Response:
    return await write(around, "/api/v1/orders", body, "orders:write", **headers)


async def test_an_accepted_order_is_201_with_its_place(around: Surroundings) -> None:
    around.producer.reply = succeeding(alices_order(), version=1)
    response = await place(around)
    order_id = aggregate_id(command_id("orders", "alice", "k-1"))
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/v1/orders/{order_id}"
    assert response.headers["etag"] == '"1"'
    body = response.json()
    assert (body["state"], body["total"]) == ("pending", "5.10")
    assert body["lines"][0]["unit_price"] == "2.55"


async def test_the_command_carries_the_request_and_the_caller(around: Surroundings) -> None:
    body = {
        **ONE_LANTERN,
        "lines": [{"sku": "LANTERN", "quantity": 2, "unit_price": "2.505"}],
        "reference": "INV-1",
        "customer_id": "bob",
        "expected_total": "5.01",
    }
    await place(around, body)
    topic, key, value, headers = around.producer.produced[0]
    command = command_id("orders", "alice", "k-1")
    message = orders.PlaceOrder.FromString(value)
    assert topic == "orders.commands.v1"
    assert key.decode() == message.order_id == str(aggregate_id(command))
    assert (message.reference, message.customer_id) == ("INV-1", "bob")
    assert (message.lines[0].unit_price.units, message.lines[0].unit_price.nanos) == (
        2,
        505_000_000,
    )
    assert (message.expected_total.units, message.expected_total.nanos) == (5, 10_000_000)
    assert headers["ce_id"].decode() == headers["ce_correlationid"].decode() == str(command)
    assert headers["ce_type"] == b"firstviscount.orders.v1.PlaceOrder"
    assert headers["ce_subject"] == key
    assert headers["content-type"] == b"application/protobuf"
    assert headers["fv_actor"] == b"alice"
    assert headers["fv_client"] == b"shop"
    assert headers["fv_scopes"] == b"orders:write"
    assert headers["fv_replyto"] == b"edge.replies.v1"
    assert len(headers["fv_fingerprint"]) == 64
    assert headers["ce_time"].endswith(b"Z")


async def test_unset_prices_stay_unset(around: Surroundings) -> None:
    await place(around)
    message = orders.PlaceOrder.FromString(around.producer.produced[0][2])
    assert not message.HasField("expected_total")
    assert not message.lines[0].HasField("unit_price")


async def test_the_fingerprint_is_of_the_request_and_not_of_its_spelling(
    around: Surroundings,
) -> None:
    await place(around)
    await place(around, dict(reversed(ONE_LANTERN.items())))
    await place(around, {**ONE_LANTERN, "reference": "another"})
    first, same, other = (made[3]["fv_fingerprint"] for made in around.producer.produced)
    assert first == same
    assert first != other


async def test_the_fingerprint_knows_the_route_and_its_ids(around: Surroundings) -> None:
    for path in ("products/A/retire", "products/B/retire"):
        await write(around, f"/api/v1/{path}", None, "catalog:write")
    await write(around, f"/api/v1/orders/{ORDER_ID}/cancel", None, "orders:write")
    assert len({made[3]["fv_fingerprint"] for made in around.producer.produced}) == 3


@pytest.mark.parametrize(
    ("kind", "slug", "status"),
    [
        ("not_found", "unknown_order", 404),
        ("invalid", "unknown_sku", 422),
        ("invalid", "idempotency_key_reused", 422),
        ("conflict", "order_already_sold", 409),
        ("forbidden", "scope_missing", 403),
        ("unavailable", "catalogue_away", 503),
        ("precondition_failed", "version_mismatch", 412),
    ],
)
async def test_a_refusal_becomes_the_problem_of_its_kind(
    around: Surroundings, kind: str, slug: str, status: int
) -> None:
    around.producer.reply = rejecting(kind, slug, "because", (("lines[0].sku", "not for sale"),))
    response = await place(around)
    document = response.json()
    assert response.status_code == status
    assert document["type"] == f"urn:first-viscount:problem:{slug}"
    assert document["detail"] == "because"
    assert document["errors"] == [{"field": "lines[0].sku", "detail": "not for sale"}]
    assert ("retry-after" in response.headers) == (status == 503)


async def test_a_result_of_no_known_kind_is_the_edges_failure(around: Surroundings) -> None:
    around.producer.reply = lambda command, _headers, _value: CommandResult(command_id=command)
    assert (await place(around)).status_code == 500


async def test_no_reply_in_time_is_202_with_where_to_ask(around: Surroundings) -> None:
    response = await place(around)
    operation = f"orders.{command_id('orders', 'alice', 'k-1')}"
    assert response.status_code == 202
    assert response.headers["location"] == f"/api/v1/operations/{operation}"
    assert response.headers["retry-after"]
    assert response.json() == {"operation": operation, "state": "pending"}


async def test_respond_async_does_not_wait(around: Surroundings) -> None:
    response = await place(around, prefer="respond-async")
    assert response.status_code == 202
    assert response.headers["preference-applied"] == "respond-async"


async def test_a_wish_to_wait_is_honoured(around: Surroundings) -> None:
    loop = asyncio.get_running_loop()

    def late(command: str, headers: dict[str, bytes], value: bytes) -> None:
        result = succeeding(alices_order())(command, headers, value)
        answer = (headers["ce_id"], "", result)
        loop.call_later(0.2, around.replies.resolve, [answer])

    around.producer.reply = late
    assert (await place(around)).status_code == 202
    response = await place(around, prefer="wait=20")
    assert response.status_code == 201
    assert response.headers["preference-applied"] == "wait=20"


async def test_a_broker_that_refuses_is_503(around: Surroundings) -> None:
    around.producer.failing = "all brokers are down"
    response = await place(around)
    assert response.status_code == 503
    assert response.json()["slug"] == "broker_unavailable"
    assert response.headers["retry-after"]


async def test_a_broker_that_is_silent_is_503_and_never_202(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fv_edge.commands.gateway._DELIVERY_SECONDS", 0.05)
    around.producer.stuck = True
    assert (await place(around)).status_code == 503
    assert (await place(around, prefer="respond-async")).status_code == 503


async def test_two_requests_with_one_key_share_the_answer(around: Surroundings) -> None:
    loop = asyncio.get_running_loop()
    answer = succeeding(alices_order())

    def once(command: str, headers: dict[str, bytes], value: bytes) -> None:
        if len(around.producer.produced) == 2:
            reply = (headers["ce_id"], "", answer(command, headers, value))
            loop.call_soon(around.replies.resolve, [reply])

    around.producer.reply = once
    first, second = await asyncio.gather(place(around), place(around))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()


async def test_one_key_for_two_requests_at_once_is_422(around: Surroundings) -> None:
    first, second = await asyncio.gather(
        place(around), place(around, {**ONE_LANTERN, "reference": "another"})
    )
    assert sorted([first.status_code, second.status_code]) == [202, 422]
    assert "idempotency_key_reused" in first.text + second.text


async def test_the_same_key_of_two_callers_is_two_commands(around: Surroundings) -> None:
    for subject in ("alice", "bob"):
        headers = {"idempotency-key": "k", **around.bearer("orders:write", subject=subject)}
        async with around.client() as client:
            await client.post("/api/v1/orders", json=ONE_LANTERN, headers=headers)
    first, second = around.producer.produced
    assert first[3]["ce_id"] != second[3]["ce_id"]


async def test_nothing_is_kept_once_the_answer_is_given(around: Surroundings) -> None:
    around.producer.reply = succeeding(alices_order())
    await place(around)
    key = str(command_id("orders", "alice", "k-1")).encode()
    assert not around.replies.expects(key)
    around.producer.reply = nobody
    await place(around)
    assert around.replies.expects(key)


async def test_a_repetition_after_202_is_sent_again(around: Surroundings) -> None:
    assert (await place(around)).status_code == 202
    around.producer.reply = succeeding(alices_order())
    assert (await place(around)).status_code == 201
    assert len(around.producer.produced) == 2


async def test_a_product_is_created(around: Surroundings) -> None:
    around.producer.reply = succeeding(lantern())
    response = await write(around, "/api/v1/products", NEW_LANTERN, "catalog:write")
    assert response.status_code == 201
    assert response.headers["location"] == "/api/v1/products/LANTERN"
    topic, key, value, _ = around.producer.produced[0]
    assert (topic, key) == ("catalog.commands.v1", b"LANTERN")
    message = catalog.CreateProduct.FromString(value)
    assert (message.price.units, message.price.nanos) == (2, 550_000_000)


async def test_an_update_says_which_version_it_saw(around: Surroundings) -> None:
    around.producer.reply = succeeding(lantern(4), version=4)
    response = await write(
        around,
        "/api/v1/products/LANTERN",
        {"name": "Lantern", "attributes": {"colour": "white"}},
        "catalog:write",
        method="PATCH",
        if_match='"3"',
    )
    assert (response.status_code, response.headers["etag"]) == (200, '"4"')
    message = catalog.UpdateProduct.FromString(around.producer.produced[0][2])
    assert (message.name, message.expected_version) == ("Lantern", 3)
    assert message.attributes.values == {"colour": "white"}
    assert not message.HasField("description")


@pytest.mark.parametrize(
    ("tag", "status"),
    [('W/"3"', 412), ('"x"', 412), ('"1", "2"', 412), ('"0"', 412), ("3", 400), ("", 400)],
)
async def test_a_tag_that_no_version_has_is_412_and_no_tag_is_400(
    around: Surroundings, tag: str, status: int
) -> None:
    path = "/api/v1/products/LANTERN/retire"
    response = await write(around, path, None, "catalog:write", if_match=tag)
    assert response.status_code == status
    assert around.producer.produced == []


async def test_stock_is_received_and_corrected(around: Surroundings) -> None:
    around.producer.reply = succeeding(shelf())
    path = "/api/v1/stock/LANTERN"
    received = await write(around, f"{path}/receipts", {"quantity": 7}, "inventory:write")
    await write(around, f"{path}/adjustments", {"delta": -2, "reason": "broken"}, "inventory:write")
    assert received.json()["available"] == 7
    first, second = around.producer.produced
    receipt = inventory.ReceiveStock.FromString(first[2])
    assert (receipt.location, receipt.quantity) == ("main", 7)
    assert inventory.AdjustStock.FromString(second[2]).delta == -2


async def test_a_location_is_registered(around: Surroundings) -> None:
    around.producer.reply = succeeding(Location(location="attic", name="Attic"), version=0)
    body = {"location": "attic", "name": "Attic"}
    response = await write(around, "/api/v1/locations", body, "inventory:write")
    assert response.status_code == 201
    assert response.json() == body
    assert "etag" not in response.headers


async def test_an_order_is_cancelled_with_or_without_a_reason(around: Surroundings) -> None:
    path = f"/api/v1/orders/{ORDER_ID}/cancel"
    await write(around, path, None, "orders:write")
    await write(around, path, {"reason": "changed my mind"}, "orders:write", idempotency_key="k-2")
    without, given = (orders.CancelOrder.FromString(made[2]) for made in around.producer.produced)
    assert (without.order_id, without.reason) == (ORDER_ID, "")
    assert given.reason == "changed my mind"


async def test_dead_letters_are_decided_by_their_owner(around: Surroundings) -> None:
    path = f"/api/v1/admin/inventory/dead-letters/{ORDER_ID}"
    await write(around, f"{path}/replay", None, "operations:admin")
    await write(around, f"{path}/discard", {"reason": "junk"}, "operations:admin")
    replay, discard = around.producer.produced
    assert replay[0] == discard[0] == "inventory.commands.v1"
    assert operations.ReplayDeadLetter.FromString(replay[2]).dead_letter_id == ORDER_ID
    assert operations.DiscardDeadLetter.FromString(discard[2]).reason == "junk"
