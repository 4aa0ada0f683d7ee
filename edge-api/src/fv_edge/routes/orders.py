"""/api/v1/orders"""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from firstviscount.orders.v1 import admin_pb2 as admin
from firstviscount.orders.v1 import commands_pb2 as commands
from fv_contracts.identifiers import aggregate_id
from fv_edge.presenters.json import etag_of, json_response
from fv_edge.presenters.money import parse_money
from fv_edge.presenters.order import present_entry, present_order
from fv_edge.queries.services import Service
from fv_edge.routes.reading import (
    PageSize,
    PageToken,
    UuidInPath,
    ask_as_caller,
    conditional,
    dumps,
)
from fv_edge.routes.route import Route
from fv_edge.routes.writing import intent_of, submit
from fv_edge.shapes.fields import ShortText
from fv_edge.shapes.orders import (
    CancelOrderForm,
    OrderPage,
    OrderView,
    PlaceOrderForm,
    TimelineView,
)

_ADMIN = "OrdersAdminService/"


async def place_order(request: Request, form: PlaceOrderForm) -> Response:
    """Place an order.

    201 means accepted: the order is stored, pending, and will come to an end. Follow it by its
    `events`.
    """
    intent = await intent_of(request, Service.ORDERS)
    command = intent.command_id()
    order_id = str(aggregate_id(command))
    message = _place_order(order_id, form)
    return await submit(
        request,
        intent,
        order_id,
        message,
        id=command,
        locate=lambda _: f"/api/v1/orders/{order_id}",
    )


def _place_order(order_id: str, form: PlaceOrderForm) -> commands.PlaceOrder:
    currency = form.currency_code
    message = commands.PlaceOrder(
        order_id=order_id,
        customer_id=form.customer_id,
        reference=form.reference,
        currency_code=currency,
        card_token=form.card_token,
    )
    for line in form.lines:
        added = message.lines.add(sku=line.sku, quantity=line.quantity)
        if line.unit_price is not None:
            added.unit_price.CopyFrom(parse_money(line.unit_price, currency))
    if form.expected_total is not None:
        message.expected_total.CopyFrom(parse_money(form.expected_total, currency))
    return message


async def list_orders(
    request: Request,
    page_size: PageSize = 50,
    page_token: PageToken = "",
    state: Annotated[Literal["pending", "confirmed", "cancelled"] | None, Query()] = None,
    customer_id: Annotated[ShortText, Query()] = "",
) -> Response:
    """List orders by id.

    Only the caller's own, unless it has scope orders:admin.
    """
    query = admin.ListOrdersRequest(
        state=f"ORDER_STATE_{state.upper()}" if state else None,
        customer_id=customer_id,
        page_size=page_size,
        page_token=page_token,
    )
    page = await ask_as_caller(request, Service.ORDERS, _ADMIN + "ListOrders", query)
    orders = [present_order(order) for order in page.orders]
    return json_response({"orders": orders, "next_page_token": page.next_page_token})


async def get_order(request: Request, order_id: UuidInPath) -> Response:
    """Show an order."""
    query = admin.GetOrderRequest(order_id=order_id)
    found = await ask_as_caller(request, Service.ORDERS, _ADMIN + "GetOrder", query)
    body = dumps(present_order(found.order))
    return conditional(request, body, etag_of(found.order.version), "private, no-cache")


async def cancel_order(
    request: Request, order_id: UuidInPath, form: CancelOrderForm | None = None
) -> Response:
    """Cancel an order that is not sold yet.

    409 once its stock is committed.
    """
    message = commands.CancelOrder(order_id=order_id, reason=form.reason if form else "")
    return await submit(request, await intent_of(request, Service.ORDERS), order_id, message)


async def get_timeline(request: Request, order_id: UuidInPath) -> Response:
    """Show what happened to an order, and why."""
    query = admin.GetTimelineRequest(order_id=order_id)
    found = await ask_as_caller(request, Service.ORDERS, _ADMIN + "GetTimeline", query)
    entries = [present_entry(entry) for entry in found.entries]
    return json_response({"order_id": order_id, "entries": entries})


_ONE = "/api/v1/orders/{order_id}"
ROUTES = (
    Route("POST", "/api/v1/orders", place_order, "orders:write", OrderView, 201),
    Route("GET", _ONE, get_order, "orders:read", OrderView, conditional=True),
    Route("GET", "/api/v1/orders", list_orders, "orders:read", OrderPage),
    Route("POST", _ONE + "/cancel", cancel_order, "orders:write", OrderView),
    Route("GET", _ONE + "/timeline", get_timeline, "orders:read", TimelineView),
)
