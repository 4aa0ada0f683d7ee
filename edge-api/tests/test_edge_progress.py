"""An order's stream of events."""

import asyncio
from typing import Any

import pytest
from edge_examples import ORDER_ID, alices_order
from edge_surroundings import Surroundings
from hypothesis import given, settings
from hypothesis import strategies as st

from firstviscount.orders.v1 import admin_pb2 as orders
from firstviscount.orders.v1 import events_pb2 as events
from fv_edge.problems import Problem
from fv_edge.progress.order_events import read_order_event
from fv_edge.progress.stream import HEARTBEAT, follow
from fv_edge.progress.subscriptions import OrderSubscriptions
from fv_edge.readers.record import Record

pytestmark = pytest.mark.anyio

PATH = f"/api/v1/orders/{ORDER_ID}/events"
JOURNEY: list[Any] = [
    events.OrderPlaced(order=alices_order(1)),
    events.PaymentAuthorized(order=alices_order(2, payment="AUTHORISED")),
    events.OrderConfirmed(order=alices_order(3, "CONFIRMED", "AUTHORISED")),
    events.PaymentCaptured(order=alices_order(4, "CONFIRMED", "CAPTURED")),
]


def record(event: Any) -> Record:
    name = event.DESCRIPTOR.full_name.encode()
    return Record(
        "orders.order.v1", ORDER_ID.encode(), event.SerializeToString(), [("ce_type", name)]
    )


def ids(stream: bytes | str) -> list[int]:
    text = stream if isinstance(stream, str) else stream.decode()
    return [int(line[4:]) for line in text.splitlines() if line.startswith("id: ")]


def serve(around: Surroundings, version: int = 1, state: str = "PENDING") -> None:
    around.queries.answers["OrdersAdminService/GetOrder"] = lambda _: orders.GetOrderResponse(
        order=alices_order(version, state)
    )


async def collect(around: Surroundings, *records: Record, **headers: str) -> str:
    """Return a whole stream; the records are published once somebody follows."""

    async def publish() -> None:
        while not around.progress.follows(ORDER_ID.encode()):
            await asyncio.sleep(0)
        around.progress.publish(records)

    sent = {**around.bearer("orders:read"), **{k.replace("_", "-"): v for k, v in headers.items()}}
    async with around.client() as client, asyncio.timeout(20):
        publishing = asyncio.create_task(publish())
        response = await client.get(PATH, headers=sent)
        publishing.cancel()
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return response.text


async def test_a_stream_shows_the_order_and_every_event_after_it(around: Surroundings) -> None:
    serve(around)
    text = await collect(around, *map(record, JOURNEY))
    assert ids(text) == [1, 2, 3, 4]
    assert "event: OrderSnapshot" in text
    assert "event: PaymentCaptured" in text
    assert '"payment_state":"captured"' in text


async def test_versions_already_sent_are_dropped(around: Surroundings) -> None:
    serve(around, 2)
    doubled = [record(event) for event in (JOURNEY[0], JOURNEY[1], *JOURNEY, JOURNEY[2])]
    assert ids(await collect(around, *doubled)) == [2, 3, 4]


async def test_a_stream_is_continued_by_the_last_event_id(around: Surroundings) -> None:
    serve(around, 2)
    assert ids(await collect(around, *map(record, JOURNEY), last_event_id="2")) == [3, 4]
    assert ids(await collect(around, *map(record, JOURNEY), last_event_id="x")) == [2, 3, 4]


async def test_a_cancelled_order_ends_at_once(around: Surroundings) -> None:
    serve(around, 5, "CANCELLED")
    assert ids(await collect(around)) == [5]
    assert ids(await collect(around, last_event_id="5")) == []


async def test_silence_is_filled_with_comments(around: Surroundings) -> None:
    with around.progress.subscribe(ORDER_ID) as subscription:
        stream = follow(subscription, alices_order(), 0, 0.01)
        assert [await anext(stream) for _ in range(3)][2] == HEARTBEAT
        subscription.close()
        assert [chunk async for chunk in stream if chunk != HEARTBEAT] == []


async def test_another_customers_order_is_404_and_leaves_no_subscription(
    around: Surroundings,
) -> None:
    async with around.client() as client:
        response = await client.get(PATH, headers=around.bearer("orders:read"))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert not around.progress.follows(ORDER_ID.encode())


async def test_a_finished_stream_leaves_no_subscription(around: Surroundings) -> None:
    serve(around)
    await collect(around, *map(record, JOURNEY))
    assert not around.progress.follows(ORDER_ID.encode())


async def test_there_is_a_limit_to_open_streams() -> None:
    progress = OrderSubscriptions(1)
    with progress.subscribe("a"):
        with pytest.raises(Problem) as refused, progress.subscribe("b"):
            pass
        assert refused.value.status == 503
    with progress.subscribe("b"):
        pass
    progress.close()
    with pytest.raises(Problem), progress.subscribe("c"):
        pass


async def test_a_slow_stream_misses_only_what_later_events_say_anyway() -> None:
    progress = OrderSubscriptions(1)
    with progress.subscribe(ORDER_ID) as subscription:
        for version in range(1, 500):
            progress.publish([record(events.OrderPlaced(order=alices_order(version)))])
        found = await subscription.next(1)
    assert len(found) == 100
    assert read_order_event(found[-1]).order.version == 499  # type: ignore[union-attr] # it is one


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=4))
@settings(max_examples=30)
def test_whatever_the_order_of_events_versions_rise(order: list[int], doubled: list[int]) -> None:
    async def scenario() -> list[int]:
        progress = OrderSubscriptions(1)
        with progress.subscribe(ORDER_ID) as subscription:
            progress.publish([record(JOURNEY[number]) for number in (*order, *doubled)])
            subscription.close()
            stream = follow(subscription, alices_order(1), 0, 0.01)
            return ids(b"".join([chunk async for chunk in stream]))

    sent = asyncio.run(scenario())
    assert sent == sorted(set(sent))
    assert sent[-1] == 4


def test_unknown_and_broken_events_are_passed_over() -> None:
    unknown = Record("orders.order.v1", b"k", b"", [("ce_type", b"firstviscount.orders.v2.New")])
    name = b"firstviscount.orders.v1.OrderPlaced"
    assert read_order_event(unknown) is None
    assert read_order_event(Record("orders.order.v1", b"k", b"\xff", [("ce_type", name)])) is None
