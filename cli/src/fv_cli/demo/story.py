"""Loads the demo's goods over REST, places an order and waits for its end."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc

from fv_cli.demo.catalogue import BASKET, GOODS
from fv_cli.failures import CommandFailed
from fv_cli.grpc import QueryClients, query_clients
from fv_cli.platform_file import PlatformFile
from fv_cli.rest import RestClient, rest_client
from fv_messages.firstviscount.orders.v1 import GetCatalogCopyRequest

WAIT_SECONDS = 30.0
_PAUSE_SECONDS = 0.02


class DemoStuck(CommandFailed):
    """A step of the demo did not come to its end in time."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """The order as it ended, how long the customer waited for its end, and its timeline."""

    order: Mapping[str, Any]
    milliseconds: float
    timeline: Mapping[str, Any]


def tell_story(platform: PlatformFile) -> DemoResult:
    """Run the demo; its goods are loaded once, and every run places a new order."""
    _load_goods(rest_client(platform, "importer"))
    with query_clients(platform) as queries:
        _wait("orders to know the goods", lambda: _orders_knows_the_goods(queries))
    return _order_something(rest_client(platform, "shop"))


def _load_goods(rest: RestClient) -> None:
    for good in GOODS:
        rest.post("/api/v1/products", good.product, key=f"demo-1/product/{good.sku}")
    for good in GOODS:
        if good.on_hand:
            rest.post(
                f"/api/v1/stock/{good.sku}/receipts",
                {"location": "main", "quantity": good.on_hand, "reason": "demo"},
                key=f"demo-1/receipt/{good.sku}",
            )


def _order_something(rest: RestClient) -> DemoResult:
    placed_at = time.monotonic()
    order = rest.post(
        "/api/v1/orders",
        {
            "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in BASKET],
            "currency_code": "GBP",
            "card_token": "tok_approve",
            "reference": "demo",
        },
        key=str(uuid.uuid4()),
    ).body
    path = f"/api/v1/orders/{order['order_id']}"

    def ended() -> bool:
        nonlocal order
        order = rest.get(path).body
        return bool(order["state"] != "pending")

    _wait("the order to end", ended)
    milliseconds = (time.monotonic() - placed_at) * 1000
    return DemoResult(order, round(milliseconds, 1), rest.get(f"{path}/timeline").body)


def _orders_knows_the_goods(queries: QueryClients) -> bool:
    """Return whether orders' copy of the catalogue has reached every good of the basket."""
    try:
        return all(
            queries.orders.get_catalog_copy(GetCatalogCopyRequest(sku=sku)).active
            for sku, _ in BASKET
        )
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.NOT_FOUND:
            return False
        raise


def _wait(what: str, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise DemoStuck(f"the demo waited {WAIT_SECONDS:.0f} s in vain for {what}")
        time.sleep(_PAUSE_SECONDS)
