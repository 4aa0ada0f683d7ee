"""The inventory service, seen from outside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from inventory_messages import order_event, receipt
from inventory_process import InventoryProcess, eventually
from inventory_stage import goods, order
from sqlalchemy import create_engine, text

from firstviscount.inventory.v1 import admin_pb2
from firstviscount.operations.v1.results_pb2 import CommandResult
from fv_chassis.local import EmbeddedBroker, PostgresServer
from fv_chassis.testing.issuer import TestIssuer

ORDERS = "orders.order.v1"
RESERVATIONS = "inventory.reservation.v1"
REPLIES = "edge.replies.v1"


@pytest.fixture(scope="module")
def url(postgres_server: PostgresServer) -> str:
    return postgres_server.create_database(f"inventory_{uuid4().hex}")


@pytest.fixture(scope="module")
def inventory(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InventoryProcess]:
    broker, issuer = EmbeddedBroker(), TestIssuer()
    broker.start()
    try:
        with issuer.serve() as jwks:
            folder: Path = tmp_path_factory.mktemp("inventory")
            process = InventoryProcess(url, broker, issuer, jwks, folder)
            try:
                eventually(process.ready)
                yield process
            finally:
                process.channel.close()
                process.kill()
    finally:
        broker.kill()


def stocked(inventory: InventoryProcess, sku: str, quantity: int) -> None:
    command = receipt(sku, quantity)
    inventory.send("inventory.commands.v1", command, reply_to=REPLIES)
    inventory.told(REPLIES, command.id, 1)


def test_a_command_is_answered_and_its_repetition_alike(inventory: InventoryProcess) -> None:
    command = receipt("PEN", 5)
    inventory.send("inventory.commands.v1", command, command, reply_to=REPLIES)
    (_, first, _), (_, second, _) = inventory.told(REPLIES, command.id, 2)
    assert first == second
    assert CommandResult.FromString(first).succeeded.id == "PEN"
    other = replace(command, fingerprint="another request")
    inventory.send("inventory.commands.v1", other, reply_to=REPLIES)
    third = CommandResult.FromString(inventory.told(REPLIES, command.id, 3)[2][1])
    assert third.rejected.slug == "idempotency_key_reused"
    assert inventory.level("PEN") == (5, 0)


def test_an_order_is_reserved_and_sold_once_however_often_it_is_told(
    inventory: InventoryProcess,
) -> None:
    stocked(inventory, "MUG", 10)
    ada = order("ada", goods("MUG", 2))
    placed, paid = order_event("placed", ada), order_event("paid", ada)
    before = inventory.delivery().duplicates_skipped
    inventory.send(ORDERS, placed, placed, paid, placed, paid)
    told = inventory.told(RESERVATIONS, ada.order_id, 2)
    assert [(kind, at) for kind, _, at in told] == [("StockReserved", "1"), ("StockCommitted", "2")]
    eventually(lambda: inventory.delivery().duplicates_skipped >= before + 3)
    assert inventory.level("MUG") == (8, 0)


def test_a_reservation_that_is_due_expires(inventory: InventoryProcess, url: str) -> None:
    stocked(inventory, "CUP", 3)
    bob = order("bob", goods("CUP", 3))
    inventory.send(ORDERS, order_event("placed", bob))
    inventory.told(RESERVATIONS, bob.order_id, 1)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE deadlines SET due_at = now() WHERE subject = :order_id"),
            {"order_id": str(bob.order_id)},
        )
    engine.dispose()
    told = inventory.told(RESERVATIONS, bob.order_id, 2)
    assert [kind for kind, _, _ in told] == ["StockReserved", "StockExpired"]
    assert inventory.level("CUP") == (3, 0)


def test_what_cannot_be_read_is_passed_over_and_holds_nobody_up(
    inventory: InventoryProcess,
) -> None:
    stocked(inventory, "HAT", 1)
    cyd = order("cyd", goods("HAT", 1))
    broken = replace(order_event("placed", cyd), value=b"\xff\xff")
    inventory.send(ORDERS, broken, order_event("placed", cyd))
    assert inventory.told(RESERVATIONS, cyd.order_id, 1)[0][0] == "StockReserved"
    eventually(lambda: inventory.delivery().open_dead_letters == 1)


def test_a_kill_in_the_middle_loses_nothing_and_does_nothing_twice(
    inventory: InventoryProcess,
) -> None:
    stocked(inventory, "BAG", 30)
    buyers = [order(f"buyer {number}", goods("BAG", 1)) for number in range(40)]
    inventory.send(ORDERS, *(order_event("placed", each) for each in buyers[:20]))
    inventory.kill()
    inventory.send(ORDERS, *(order_event("placed", each) for each in buyers[20:]))
    inventory.restart()
    eventually(inventory.ready)
    answers = [inventory.told(RESERVATIONS, each.order_id, 1)[0][0] for each in buyers[::10]]
    assert set(answers) <= {"StockReserved", "StockRejected"}
    eventually(lambda: inventory.level("BAG") == (30, 30))
    assert not inventory.ask(admin_pb2.CompareLedgerRequest()).differences
    eventually(lambda: inventory.delivery().unsent == 0)


def test_it_ends_cleanly_when_it_is_told_to(inventory: InventoryProcess) -> None:
    assert inventory.stop() == 0
