"""Server-Sent Events of one order."""

from collections.abc import AsyncIterator

import orjson

from firstviscount.orders.v1.order_pb2 import Order
from fv_edge.presenters.order import is_settled, present_order
from fv_edge.progress.order_events import read_order_event
from fv_edge.progress.subscriptions import Subscription

HEARTBEAT = b": still here\n\n"
RETRY = b"retry: 1000\n\n"
SNAPSHOT = "OrderSnapshot"


def event_bytes(name: str, order: Order) -> bytes:
    """Return one event; its id is the order's version, which is what Last-Event-ID brings back."""
    data = orjson.dumps(present_order(order)).decode()
    return f"id: {order.version}\nevent: {name}\ndata: {data}\n\n".encode()


async def follow(
    subscription: Subscription, snapshot: Order, seen: int, heartbeat_seconds: float
) -> AsyncIterator[bytes]:
    """Yield the order as it is, unless the client has `seen` that version, then every later event.

    Ends when the order is settled, or when the subscription is closed. Versions already sent are
    dropped, so events may come twice and in any order.
    """
    yield RETRY
    sent = seen
    if snapshot.version > seen:
        sent = snapshot.version
        yield event_bytes(SNAPSHOT, snapshot)
    if is_settled(snapshot):
        return
    while True:
        records = await subscription.next(heartbeat_seconds)
        if not records:
            if subscription.closed:
                return
            yield HEARTBEAT
        for event in filter(None, map(read_order_event, records)):
            if event.order.version <= sent:
                continue
            sent = event.order.version
            yield event_bytes(event.name, event.order)
            if is_settled(event.order):
                return
