"""Messages as other services would have sent them, and batches as the consumer would run them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from inventory_stage import LIFE
from sqlalchemy import Engine, text

from firstviscount.inventory.v1 import commands_pb2
from firstviscount.orders.v1 import events_pb2, order_pb2
from fv_chassis.commands import CommandOutcome
from fv_chassis.messages import Message, uuid7
from fv_chassis.outbox import OutboxWriter
from fv_inventory.application.use_cases.reserve_order import ReserveOrder
from fv_inventory.inbound.deadlines.reservation_due import DueReservation
from fv_inventory.main.command_work import CommandWork
from fv_inventory.main.fulfilment_work import ExpiryWork, FulfilmentWork
from fv_inventory.outbound.clock import SystemClock

EVENTS = {
    "placed": events_pb2.OrderPlaced,
    "paid": events_pb2.PaymentAuthorized,
    "cancelled": events_pb2.OrderCancelled,
    "confirmed": events_pb2.OrderConfirmed,
}


class ClockFastBy:
    """A clock that is fast by some time."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC) + self._by


def message(value: Any, key: str, *scopes: str, topic: str = "test") -> Message:
    """Return a record that carries the value."""
    message_id = uuid7()
    return Message(
        id=message_id,
        type=value.DESCRIPTOR.full_name,
        source="test",
        subject=key,
        time=datetime.now(UTC),
        sequence=0,
        correlation_id=message_id,
        causation_id=None,
        traceparent=None,
        topic=topic,
        partition=0,
        offset=0,
        key=key.encode(),
        value=value.SerializeToString(),
        actor="operator",
        scopes=frozenset(scopes),
    )


def order_event(what: str, order: ReserveOrder) -> Message:
    """Return an event of orders about the order."""
    lines = [
        order_pb2.OrderLine(sku=x.sku, quantity=x.quantity, requires_stock=x.requires_stock)
        for x in order.lines
    ]
    told = order_pb2.Order(order_id=str(order.order_id), lines=lines)
    return message(EVENTS[what](order=told), str(order.order_id))


def receipt(sku: str, quantity: int, *, location: str = "main") -> Message:
    """Return a command to receive stock."""
    command = commands_pb2.ReceiveStock(sku=sku, location=location, quantity=quantity)
    return message(command, sku, "inventory:write")


def run_events(engine: Engine, messages: Sequence[Message]) -> None:
    """Run a batch of order events in one transaction."""
    with engine.begin() as connection:
        outbox = OutboxWriter(connection, "inventory")
        work = FulfilmentWork(connection, outbox, SystemClock(), LIFE)
        work.prepare(messages)
        for each in messages:
            with outbox.cause(each):
                work.handle(each)
        work.flush()
        outbox.flush()


def run_commands(engine: Engine, messages: Sequence[Message]) -> list[CommandOutcome]:
    """Run a batch of commands in one transaction and return the outcomes."""
    with engine.begin() as connection:
        outbox = OutboxWriter(connection, "inventory")
        work = CommandWork(connection, outbox, SystemClock())
        work.prepare(messages)
        outcomes = []
        for each in messages:
            with outbox.cause(each):
                outcomes.append(work.handle(each))
        work.flush()
        outbox.flush()
    return outcomes


def run_expiries(engine: Engine, orders: Sequence[ReserveOrder]) -> None:
    """Expire a batch of orders in one transaction, after their time."""
    with engine.begin() as connection:
        outbox = OutboxWriter(connection, "inventory")
        work = ExpiryWork(connection, outbox, ClockFastBy(LIFE))
        due = sorted(order.order_id for order in orders)
        work.run([DueReservation(order_id, None) for order_id in due])
        outbox.flush()


def outbox_types(engine: Engine) -> list[str]:
    """Return the short names of the messages in the outbox, in order."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT type FROM outbox ORDER BY id"))
        return [row.type.rpartition(".")[2] for row in rows]


def outbox_sequences(engine: Engine) -> dict[tuple[str, str], list[int]]:
    """Return the sequences in the outbox, in order, by topic and key."""
    found: dict[tuple[str, str], list[int]] = {}
    with engine.connect() as connection:
        for row in connection.execute(text("SELECT topic, key, headers FROM outbox ORDER BY id")):
            found.setdefault((row.topic, row.key), []).append(int(row.headers["ce_sequence"]))
    return found
