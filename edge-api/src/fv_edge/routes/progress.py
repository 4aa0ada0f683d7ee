"""/api/v1/orders/{order_id}/events"""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Annotated

from fastapi import Header, Request, Response
from starlette.responses import StreamingResponse

from firstviscount.orders.v1 import admin_pb2 as admin
from fv_edge.edge import edge_of
from fv_edge.progress.stream import follow
from fv_edge.queries.services import Service
from fv_edge.routes.reading import UuidInPath, ask_as_caller
from fv_edge.routes.route import Route

MEDIA_TYPE = "text/event-stream"


async def follow_order(
    request: Request,
    order_id: UuidInPath,
    last_event_id: Annotated[
        str, Header(description="The version that the client saw last.", max_length=20)
    ] = "",
) -> Response:
    """Follow an order by Server-Sent Events.

    First the order as it is, then each event with the order after it; `id` is the order's version.
    Ends when the order is settled. Any instance continues a stream by Last-Event-ID.
    """
    edge = edge_of(request)
    with ExitStack() as stack:
        # Subscribed before asked: what happens in between comes twice and is dropped, never missed.
        subscription = stack.enter_context(edge.progress.subscribe(order_id))
        query = admin.GetOrderRequest(order_id=order_id)
        found = await ask_as_caller(request, Service.ORDERS, "OrdersAdminService/GetOrder", query)
        seen = int(last_event_id) if last_event_id.isascii() and last_event_id.isdecimal() else 0
        events = follow(subscription, found.order, seen, edge.heartbeat_seconds)
        kept = stack.pop_all()

    async def stream() -> AsyncIterator[bytes]:
        with kept:
            async for event in events:
                yield event

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream(), media_type=MEDIA_TYPE, headers=headers)


ROUTES = (
    Route(
        "GET",
        "/api/v1/orders/{order_id}/events",
        follow_order,
        "orders:read",
        None,
        media_type=MEDIA_TYPE,
    ),
)
