"""How events look on the wire, and how order events are read from it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from inventory_messages import message, order_event
from inventory_stage import goods, order, order_named, postage

from firstviscount.inventory.v1 import events_pb2, stock_pb2
from firstviscount.orders.v1 import events_pb2 as orders
from firstviscount.orders.v1 import order_pb2
from fv_chassis.messages import InvalidMessage
from fv_inventory.domain import events
from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import HeldUnits, Reservation, ReservationState
from fv_inventory.domain.shelf import StockLevel
from fv_inventory.inbound.events.order import ordered
from fv_inventory.outbound.broker.event_publisher import outgoing

ADA = order_named("ada")
LEVEL = StockLevel("MUG", "main", 10, 2, 7)
WIRE_LEVEL = stock_pb2.StockLevel(sku="MUG", location="main", on_hand=10, reserved=2, version=7)
RESERVATION = Reservation(
    ADA,
    ReservationState.RESERVED,
    (HeldUnits("MUG", "main", 2),),
    1,
    datetime(2026, 1, 1, tzinfo=UTC),
)
WIRE_RESERVATION = stock_pb2.Reservation(
    order_id=str(ADA),
    state=stock_pb2.RESERVATION_STATE_RESERVED,
    units=[stock_pb2.ReservedUnits(sku="MUG", location="main", quantity=2)],
    version=1,
    expires_at="2026-01-01T00:00:00Z",
)
RESERVATION_EVENTS = ("Reserved", "Committed", "Released", "Expired", "Returned")
CASES: list[tuple[events.Event, Any, str, str, int]] = [
    (
        getattr(events, f"Stock{name}")(RESERVATION, (LEVEL,)),
        getattr(events_pb2, f"Stock{name}")(reservation=WIRE_RESERVATION, levels=[WIRE_LEVEL]),
        "inventory.reservation.v1",
        str(ADA),
        1,
    )
    for name in RESERVATION_EVENTS
] + [
    (
        events.StockRejected(ADA, (events.ShortSku("MUG", 3, 1),), 1),
        events_pb2.StockRejected(
            order_id=str(ADA),
            short_lines=[stock_pb2.ShortLine(sku="MUG", requested=3, available=1)],
        ),
        "inventory.reservation.v1",
        str(ADA),
        1,
    ),
    (
        events.StockCommitRefused(ADA, "expired", 3),
        events_pb2.StockCommitRefused(order_id=str(ADA), reason="expired"),
        "inventory.reservation.v1",
        str(ADA),
        3,
    ),
    (
        events.StockReceived(LEVEL, 5, "note", 4),
        events_pb2.StockReceived(level=WIRE_LEVEL, quantity=5, reason="note"),
        "inventory.stock.v1",
        "MUG",
        4,
    ),
    (
        events.StockAdjusted(LEVEL, -5, "count", 5),
        events_pb2.StockAdjusted(level=WIRE_LEVEL, delta=-5, reason="count"),
        "inventory.stock.v1",
        "MUG",
        5,
    ),
    (
        events.LocationRegistered(Location("attic", "Attic")),
        events_pb2.LocationRegistered(location=stock_pb2.Location(location="attic", name="Attic")),
        "inventory.stock.v1",
        "attic",
        1,
    ),
]


@pytest.mark.parametrize(("event", "wire", "topic", "key", "sequence"), CASES)
def test_an_event_on_the_wire(
    event: events.Event, wire: Any, topic: str, key: str, sequence: int
) -> None:
    told = outgoing(event)
    assert type(wire).FromString(told.value) == wire
    assert (told.type, told.topic, told.key) == (wire.DESCRIPTOR.full_name, topic, key)
    assert (told.subject, told.sequence) == (key, sequence)


def test_an_order_is_read_with_its_lines() -> None:
    ada = order("ada", goods("MUG", 2), postage())
    for what in ("placed", "paid", "cancelled"):
        assert ordered(order_event(what, ada)) == ada


def test_other_events_are_of_no_interest() -> None:
    assert ordered(order_event("confirmed", order("ada"))) is None


@pytest.mark.parametrize(
    "told",
    [
        order_pb2.Order(order_id="not a uuid"),
        order_pb2.Order(order_id=str(UUID(int=1)), lines=[order_pb2.OrderLine(sku="MUG")]),
        order_pb2.Order(order_id=str(UUID(int=1)), lines=[order_pb2.OrderLine(quantity=1)]),
    ],
)
def test_an_order_that_says_nonsense_is_invalid(told: order_pb2.Order) -> None:
    with pytest.raises(InvalidMessage):
        ordered(message(orders.OrderPlaced(order=told), "key"))


def test_bytes_that_are_no_order_are_invalid() -> None:
    broken = order_event("placed", order("ada"))
    object.__setattr__(broken, "value", b"\xff\xff")
    with pytest.raises(InvalidMessage):
        ordered(broken)
