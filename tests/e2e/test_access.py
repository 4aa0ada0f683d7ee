"""Who may do what: tokens, scopes, owners; over REST and over gRPC."""

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from fv_cli.grpc import QueryClients
from fv_local.platform_file import PlatformFile
from fv_messages.firstviscount.orders.v1 import ListOrdersRequest

ORDERS = "/api/v1/orders"
ADMIN = {
    "catalog": "firstviscount.catalog.v1.CatalogAdminService",
    "inventory": "firstviscount.inventory.v1.InventoryAdminService",
    "orders": "firstviscount.orders.v1.OrdersAdminService",
    "platform": "firstviscount.platform.v1.PlatformAdminService",
}
CALLS = {
    "catalog": "ListProducts",
    "inventory": "ListLocations",
    "orders": "ListOrders",
    "platform": "ListInstances",
}
GRPCURL = Path(sys.executable).with_name("grpcurl")


def test_without_a_token_it_is_401(shop: Any) -> None:
    answer = shop.buyer.send("GET", ORDERS, headers={"Authorization": ""})

    assert answer.status == 401
    assert "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("change", [lambda t: t[:-4] + "AAAA", lambda _: "nonsense"])
def test_a_token_that_proves_nothing_is_401(shop: Any, change: Any) -> None:
    headers = {"Authorization": f"Bearer {change(shop.buyer.token())}"}

    assert shop.buyer.send("GET", ORDERS, headers=headers).status == 401


def test_without_the_scope_it_is_403(shop: Any) -> None:
    body = {"sku": "X", "name": "x", "kind": "goods", "price": _price()}

    assert shop.buyer.post("/api/v1/products", body).status == 403


def test_another_price_than_the_catalogues_needs_its_scope(shop: Any, basket_of: Any) -> None:
    sku = shop.good(on_hand=1)
    body = {**basket_of(sku), "lines": [{"sku": sku, "quantity": 1, "unit_price": "0.01"}]}

    assert shop.buyer.post(ORDERS, body).status == 403


def test_another_customers_order_is_404_as_if_it_were_none(shop: Any, basket_of: Any) -> None:
    body = basket_of(shop.good(on_hand=1), customer_id="somebody else")
    order = shop.accepted(lambda key: shop.importer.post(ORDERS, body, key=key)).body
    path = f"{ORDERS}/{order['order_id']}"

    assert shop.buyer.get(path).status == 404
    assert shop.buyer.get(f"{path}/timeline").status == 404
    assert shop.buyer.post(f"{path}/cancel", {"reason": "not mine"}).status == 404
    assert shop.ended(order["order_id"])["state"] == "confirmed"


def test_an_operation_is_shown_to_its_own_client_only(
    shop: Any, basket_of: Any, wait: Callable[..., None]
) -> None:
    body = basket_of(shop.good(on_hand=1))
    answer = shop.buyer.send(
        "POST", ORDERS, body, key=str(uuid.uuid4()), headers={"Prefer": "respond-async"}
    )
    where = answer.headers["location"]
    shown: list[Any] = []

    def is_done() -> bool:
        shown[:] = [shop.buyer.get(where)]
        return bool(shown[0].status == 200 and shown[0].body["state"] != "pending")

    assert answer.status == 202
    wait(is_done, "the operation's end")
    found = shown[0]
    assert found.body["state"] == "succeeded"
    assert shop.importer.get(where).status == 404
    shop.ended(found.body["result"]["order_id"])


@pytest.mark.parametrize("service", sorted(ADMIN))
def test_grpcurl_lists_describes_and_calls(
    service: str, shop: Any, platform_file: PlatformFile
) -> None:
    address, name = platform_file.grpc[service], ADMIN[service]

    assert name in grpcurl(address, "list")
    assert CALLS[service] in grpcurl(address, "describe", name)
    bearer = f"authorization: Bearer {shop.operator.token()}"
    grpcurl(f"{address}", f"{name}/{CALLS[service]}", header=bearer)


@pytest.mark.parametrize("service", sorted(ADMIN))
def test_a_call_without_a_token_is_unauthenticated(
    service: str, platform_file: PlatformFile
) -> None:
    with grpc.insecure_channel(platform_file.grpc[service]) as channel:
        call = channel.unary_unary(f"/{ADMIN[service]}/{CALLS[service]}")
        with pytest.raises(grpc.RpcError) as refused:
            call(b"", timeout=30, wait_for_ready=True)

    assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED


def test_a_customer_lists_its_own_orders_only(
    shop: Any, platform_file: PlatformFile, basket_of: Any
) -> None:
    body = basket_of(shop.good(on_hand=1), customer_id="a third one")
    order = shop.accepted(lambda key: shop.importer.post(ORDERS, body, key=key)).body
    with QueryClients(platform_file.grpc, shop.buyer.token) as queries:
        seen = queries.orders.list_orders(ListOrdersRequest(page_size=500)).orders

    assert order["order_id"] not in {found.order_id for found in seen}
    assert {found.customer_id for found in seen} <= {"shop"}


def grpcurl(address: str, *arguments: str, header: str = "") -> str:
    options = ["-H", header] if header else []
    run = subprocess.run(
        [GRPCURL, "-plaintext", "-max-time", "60", *options, address, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def _price() -> dict[str, str]:
    return {"amount": "1", "currency_code": "GBP"}
