"""Reads: who is asked, under whose token, and what the client sees."""

from typing import Any

import pytest
from edge_examples import ORDER_ID, alices_order, lantern, shelf
from edge_fakes import rejecting
from edge_surroundings import Surroundings

from firstviscount.catalog.v1 import admin_pb2 as catalog
from firstviscount.inventory.v1 import admin_pb2 as inventory
from firstviscount.inventory.v1.stock_pb2 import Location
from firstviscount.operations.v1 import admin_pb2 as operations
from firstviscount.operations.v1.results_pb2 import CommandResult
from firstviscount.orders.v1 import admin_pb2 as orders
from firstviscount.platform.v1 import registry_pb2 as registry
from fv_contracts.identifiers import command_id
from fv_edge.problems import of_kind
from fv_edge.shapes.operations import DeadLetterView, InstanceView, OperationView
from fv_edge.shapes.orders import OrderPage, OrderView, TimelineView
from fv_edge.shapes.products import ProductPage, ProductView
from fv_edge.shapes.stock import LevelPage, LocationList, StockView

pytestmark = pytest.mark.anyio


async def test_public_reads_need_no_token_and_use_the_edges_own(around: Surroundings) -> None:
    around.queries.answers = {
        "CatalogAdminService/GetProduct": lambda _: catalog.GetProductResponse(product=lantern()),
        "CatalogAdminService/ListProducts": lambda _: catalog.ListProductsResponse(
            products=[lantern()], next_page_token="next"
        ),
        "InventoryAdminService/GetStock": lambda _: inventory.GetStockResponse(
            levels=[shelf(), shelf(2, "attic", 5)]
        ),
        "InventoryAdminService/ListStock": lambda _: inventory.ListStockResponse(levels=[shelf()]),
    }
    async with around.client() as client:
        product = (await client.get("/api/v1/products/LANTERN")).json()
        products = (await client.get("/api/v1/products?page_size=1&state=active")).json()
        stock = (await client.get("/api/v1/stock/LANTERN")).json()
        levels = (await client.get("/api/v1/stock?page_token=abc")).json()
    ProductView.model_validate(product, strict=True)
    ProductPage.model_validate(products, strict=True)
    StockView.model_validate(stock, strict=True)
    LevelPage.model_validate(levels, strict=True)
    assert product["price"] == {"amount": "2.55", "currency_code": "GBP"}
    assert products["next_page_token"] == "next"
    assert (stock["on_hand"], stock["reserved"], stock["available"]) == (15, 6, 9)
    assert {token for *_, token in around.queries.asked} == {"edge-token"}
    asked = {method: request for _, method, request, _ in around.queries.asked}
    listed = asked["CatalogAdminService/ListProducts"]
    assert (listed.page_size, listed.state) == (1, 1)
    assert asked["InventoryAdminService/ListStock"].page_token == "abc"


async def test_a_forged_token_does_not_matter_where_none_is_asked_for(
    around: Surroundings,
) -> None:
    around.queries.answers["CatalogAdminService/ListProducts"] = lambda _: (
        catalog.ListProductsResponse()
    )
    async with around.client() as client:
        headers = {"authorization": "Bearer forged"}
        assert (await client.get("/api/v1/products", headers=headers)).status_code == 200


async def test_orders_are_asked_for_under_the_callers_token(around: Surroundings) -> None:
    entry = orders.TimelineEntry(number=1, input="PlaceOrder", decisions=["OrderPlaced"])
    around.queries.answers = {
        "OrdersAdminService/GetOrder": lambda _: orders.GetOrderResponse(order=alices_order()),
        "OrdersAdminService/ListOrders": lambda _: orders.ListOrdersResponse(
            orders=[alices_order()]
        ),
        "OrdersAdminService/GetTimeline": lambda _: orders.GetTimelineResponse(entries=[entry]),
    }
    headers = around.bearer("orders:read")
    async with around.client() as client:
        one = await client.get(f"/api/v1/orders/{ORDER_ID}", headers=headers)
        page = await client.get("/api/v1/orders?state=cancelled&customer_id=bob", headers=headers)
        timeline = await client.get(f"/api/v1/orders/{ORDER_ID}/timeline", headers=headers)
    OrderView.model_validate(one.json(), strict=True)
    OrderPage.model_validate(page.json(), strict=True)
    TimelineView.model_validate(timeline.json(), strict=True)
    assert "private" in one.headers["cache-control"]
    assert {token for *_, token in around.queries.asked} == {"token-0"}
    listed = around.queries.asked[1][2]
    assert (listed.state, listed.customer_id) == (3, "bob")


async def test_an_entity_tag_saves_the_body(around: Surroundings) -> None:
    around.queries.answers["OrdersAdminService/GetOrder"] = lambda _: orders.GetOrderResponse(
        order=alices_order(4)
    )
    headers = around.bearer("orders:read")
    async with around.client() as client:
        path = f"/api/v1/orders/{ORDER_ID}"
        first = await client.get(path, headers=headers)
        tag = first.headers["etag"]
        same = await client.get(path, headers={**headers, "if-none-match": f'"3", W/{tag}'})
        other = await client.get(path, headers={**headers, "if-none-match": '"3"'})
    assert tag == '"4"'
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [("not_found", 404), ("invalid", 422), ("forbidden", 403), ("unavailable", 503)],
)
async def test_a_refused_query_is_the_problem_of_its_kind(
    around: Surroundings, kind: str, status: int
) -> None:
    def refuse(_: Any) -> Any:
        raise of_kind(kind, "some_rule", "because")

    around.queries.answers["OrdersAdminService/GetOrder"] = refuse
    async with around.client() as client:
        headers = around.bearer("orders:read")
        response = await client.get(f"/api/v1/orders/{ORDER_ID}", headers=headers)
    assert (response.status_code, response.json()["slug"]) == (status, "some_rule")


async def test_locations_and_processes_and_dead_letters_are_shown(around: Surroundings) -> None:
    beat = registry.InstanceHeartbeat(instance_id="i", service="orders", version="1")
    letter = operations.DeadLetter(
        dead_letter_id=ORDER_ID, key=b"k", value=b"\x00\xff", state="DEAD_LETTER_STATE_OPEN"
    )
    around.queries.answers = {
        "InventoryAdminService/ListLocations": lambda _: inventory.ListLocationsResponse(
            locations=[Location(location="main", name="Main")]
        ),
        "PlatformAdminService/ListInstances": lambda _: registry.ListInstancesResponse(
            instances=[registry.Instance(heartbeat=beat, state="INSTANCE_STATE_HEALTHY")]
        ),
        "OperationsService/ListDeadLetters": lambda _: operations.ListDeadLettersResponse(
            dead_letters=[letter]
        ),
        "OperationsService/GetDeadLetter": lambda _: operations.GetDeadLetterResponse(
            dead_letter=letter
        ),
    }
    headers = around.bearer("inventory:read", "platform:read", "operations:admin")
    async with around.client() as client:
        places = await client.get("/api/v1/locations", headers=headers)
        processes = await client.get("/api/v1/platform/services", headers=headers)
        letters = await client.get(
            "/api/v1/admin/inventory/dead-letters?state=open", headers=headers
        )
        one = await client.get(f"/api/v1/admin/orders/dead-letters/{ORDER_ID}", headers=headers)
    LocationList.model_validate(places.json(), strict=True)
    InstanceView.model_validate(processes.json()["instances"][0], strict=True)
    DeadLetterView.model_validate(letters.json()["dead_letters"][0], strict=True)
    assert one.json()["value"] == "AP8="
    assert [service for service, *_ in around.queries.asked] == [
        "inventory",
        "platform",
        "inventory",
        "orders",
    ]


def operation_of(subject: str = "alice", key: str = "k-1") -> str:
    return f"orders.{command_id('orders', subject, key)}"


async def test_an_operation_that_the_edge_forgot_is_asked_of_its_service(
    around: Surroundings,
) -> None:
    result = CommandResult(command_id=ORDER_ID)
    result.succeeded.id, result.succeeded.version = ORDER_ID, 1
    result.succeeded.snapshot.Pack(alices_order())
    around.queries.answers["OperationsService/GetCommandResult"] = lambda _: (
        operations.GetCommandResultResponse(result=result)
    )
    async with around.client() as client:
        path = f"/api/v1/operations/{operation_of()}"
        shop = await client.get(path, headers=around.bearer("orders:read"))
        operator = await client.get(path, headers=around.bearer("operations:read"))
    OperationView.model_validate(shop.json())
    assert (shop.json()["state"], shop.json()["result"]["order_id"]) == ("succeeded", ORDER_ID)
    assert operator.status_code == 200
    assert [request.subject for *_, request, _ in around.queries.asked] == ["alice", "alice"]
    assert [token for *_, token in around.queries.asked] == ["edge-token", "token-1"]


async def place(around: Surroundings, subject: str = "alice") -> None:
    from edge_examples import ONE_LANTERN

    headers = {"idempotency-key": "k-1", **around.bearer("orders:write", subject=subject)}
    async with around.client() as client:
        response = await client.post("/api/v1/orders", json=ONE_LANTERN, headers=headers)
    assert response.status_code == 202


async def test_an_operation_under_way_is_pending_and_then_remembered(
    around: Surroundings,
) -> None:
    await place(around)
    path = f"/api/v1/operations/{operation_of()}"
    async with around.client() as client:
        pending = await client.get(path, headers=around.bearer("orders:write"))
        _, _, value, headers = around.producer.produced[0]
        refused = rejecting("conflict", "late")(headers["ce_id"].decode(), headers, value)
        around.replies.resolve([(headers["ce_id"], "", refused)])
        done = await client.get(path, headers=around.bearer("orders:write"))
        others = await client.get(path, headers=around.bearer("orders:write", subject="mallory"))
    assert (pending.status_code, pending.json()["state"]) == (200, "pending")
    assert pending.headers["retry-after"]
    assert done.json()["state"] == "rejected"
    assert (done.json()["problem"]["slug"], done.json()["problem"]["status"]) == ("late", 409)
    assert others.status_code == 404
    assert around.queries.asked[-1][2].subject == "mallory"


async def test_an_operation_that_nobody_knows_is_404(around: Surroundings) -> None:
    async with around.client() as client:
        headers = around.bearer("orders:read")
        response = await client.get(f"/api/v1/operations/{operation_of()}", headers=headers)
    assert response.status_code == 404
