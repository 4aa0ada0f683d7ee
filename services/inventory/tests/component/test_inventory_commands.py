"""Commands as they come from the edge, on real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from inventory_messages import (
    message,
    order_event,
    outbox_sequences,
    receipt,
    run_commands,
    run_events,
)
from inventory_stage import goods, order
from sqlalchemy import Engine

from firstviscount.inventory.v1 import commands_pb2, stock_pb2
from fv_chassis.commands import Rejected, RejectionKind, Succeeded
from fv_chassis.messages import InvalidMessage, Message, Retryable
from fv_inventory.outbound.postgres.inventory_reader import PostgresInventoryReader


def command(value: Any) -> Message:
    return message(value, "key", "inventory:write")


def test_a_receipt_answers_with_the_shelf(engine: Engine) -> None:
    (outcome,) = run_commands(engine, [receipt("mug", 3)])
    level = stock_pb2.StockLevel(sku="MUG", location="main", on_hand=3, version=1)
    assert outcome == Succeeded("MUG", 1, level)


def test_commands_of_one_batch_see_each_other(engine: Engine) -> None:
    outcomes = run_commands(
        engine,
        [
            command(commands_pb2.RegisterLocation(location="attic", name="Attic")),
            receipt("MUG", 3, location="attic"),
            receipt("MUG", 4, location="attic"),
            command(commands_pb2.RegisterLocation(location="attic", name="Attic")),
        ],
    )
    assert [outcome.version for outcome in outcomes if isinstance(outcome, Succeeded)] == [1, 1, 2]
    assert isinstance(outcomes[3], Rejected)
    assert (outcomes[3].slug, outcomes[3].stored) == ("location_exists", True)
    assert outbox_sequences(engine) == {
        ("inventory.stock.v1", "attic"): [1],
        ("inventory.stock.v1", "MUG"): [1, 2],
    }


@pytest.mark.parametrize(
    ("value", "kind", "slug"),
    [
        (
            commands_pb2.ReceiveStock(sku="MUG", location="moon", quantity=1),
            RejectionKind.NOT_FOUND,
            "unknown_location",
        ),
        (
            commands_pb2.ReceiveStock(sku="MUG", location="main", quantity=0),
            RejectionKind.INVALID,
            "invalid_field",
        ),
        (
            commands_pb2.AdjustStock(sku="MUG", location="main", delta=1, reason="count"),
            RejectionKind.NOT_FOUND,
            "unknown_sku",
        ),
    ],
)
def test_what_may_succeed_later_is_not_stored(
    engine: Engine, value: Any, kind: RejectionKind, slug: str
) -> None:
    (outcome,) = run_commands(engine, [command(value)])
    assert isinstance(outcome, Rejected)
    assert (outcome.kind, outcome.slug, outcome.stored) == (kind, slug, False)
    assert outcome.violations


def test_an_adjustment_below_what_is_held_is_a_conflict(engine: Engine) -> None:
    run_commands(engine, [receipt("MUG", 5)])
    run_events(engine, [order_event("placed", order("ada", goods("MUG", 4)))])
    adjustment = commands_pb2.AdjustStock(sku="MUG", location="main", delta=-2, reason="count")
    (outcome,) = run_commands(engine, [command(adjustment)])
    assert isinstance(outcome, Rejected)
    assert (outcome.kind, outcome.slug) == (RejectionKind.CONFLICT, "stock_held")
    assert PostgresInventoryReader(engine).levels_of("MUG")[0].on_hand == 5


def test_a_sender_without_the_scope_is_refused(engine: Engine) -> None:
    value = commands_pb2.ReceiveStock(sku="MUG", location="main", quantity=1)
    (outcome,) = run_commands(engine, [message(value, "MUG", "inventory:read")])
    assert isinstance(outcome, Rejected)
    assert (outcome.kind, outcome.stored) == (RejectionKind.FORBIDDEN, False)
    assert not PostgresInventoryReader(engine).levels_of("MUG")


def test_a_command_of_another_service_is_refused(engine: Engine) -> None:
    (outcome,) = run_commands(engine, [command(stock_pb2.StockLevel())])
    assert isinstance(outcome, Rejected)
    assert outcome.slug == "unknown_command"


def test_bytes_that_are_no_command_are_invalid(engine: Engine) -> None:
    broken = receipt("MUG", 1)
    object.__setattr__(broken, "value", b"\xff\xff")
    with pytest.raises(InvalidMessage):
        run_commands(engine, [broken])


def test_two_who_open_one_shelf_at_once_both_count(engine: Engine) -> None:
    def receive(_: int) -> None:
        for _ in range(20):
            try:
                run_commands(engine, [receipt("MUG", 1)])
            except Retryable:
                continue
            else:
                return
        raise AssertionError("the shelf was never free")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(receive, range(8)))
    reader = PostgresInventoryReader(engine)
    assert reader.levels_of("MUG")[0].on_hand == 8
    assert not reader.ledger_differences(1)
    assert outbox_sequences(engine) == {("inventory.stock.v1", "MUG"): list(range(1, 9))}
