"""Commands as the edge would have sent them, and batches as the consumer would run them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from firstviscount.catalog.v1 import commands_pb2, product_pb2
from firstviscount.common.v1 import money_pb2
from fv_catalog.main.command_work import CommandWork
from fv_catalog.outbound.clock import SystemClock
from fv_chassis.commands import CommandOutcome
from fv_chassis.messages import Message, uuid7
from fv_chassis.outbox import OutboxWriter


def command(value: Any, *scopes: str, topic: str = "test") -> Message:
    """Return a record that carries the command; its sender may write, unless scopes are named."""
    message_id = uuid7()
    return Message(
        id=message_id,
        type=value.DESCRIPTOR.full_name,
        source="edge",
        subject=value.sku,
        time=datetime.now(UTC),
        sequence=0,
        correlation_id=message_id,
        causation_id=None,
        traceparent=None,
        topic=topic,
        partition=0,
        offset=0,
        key=value.sku.encode(),
        value=value.SerializeToString(),
        actor="operator",
        scopes=frozenset(scopes or ("catalog:write",)),
    )


def money(units: int, nanos: int = 0) -> money_pb2.Money:
    """Return pounds."""
    return money_pb2.Money(currency_code="GBP", units=units, nanos=nanos)


def creation(sku: str, **fields: Any) -> commands_pb2.CreateProduct:
    """Return the making of a mug at 2.55 pounds."""
    made = {
        "name": "A mug",
        "kind": product_pb2.PRODUCT_KIND_GOODS,
        "price": money(2, 550_000_000),
        "attributes": {"colour": "blue"},
    }
    return commands_pb2.CreateProduct(sku=sku, **(made | fields))


def run(engine: Engine, messages: Sequence[Message]) -> list[CommandOutcome]:
    """Run a batch of commands in one transaction and return the outcomes."""
    with engine.begin() as connection:
        outbox = OutboxWriter(connection, "catalog")
        work = CommandWork(connection, outbox, SystemClock())
        work.prepare(messages)
        outcomes = []
        for each in messages:
            with outbox.cause(each):
                outcomes.append(work.handle(each))
        work.flush()
        outbox.flush()
    return outcomes


def outbox_sequences(engine: Engine) -> dict[str, list[tuple[str, int]]]:
    """Return the short names and sequences in the outbox, in order, by key."""
    found: dict[str, list[tuple[str, int]]] = {}
    with engine.connect() as connection:
        for row in connection.execute(text("SELECT type, key, headers FROM outbox ORDER BY id")):
            told = (row.type.rpartition(".")[2], int(row.headers["ce_sequence"]))
            found.setdefault(row.key, []).append(told)
    return found
