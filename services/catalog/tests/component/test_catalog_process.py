"""The catalog service, seen from outside."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from catalog_messages import command, creation, money
from catalog_process import CatalogProcess, eventually

from firstviscount.catalog.v1 import admin_pb2, commands_pb2
from firstviscount.operations.v1.results_pb2 import CommandResult
from fv_chassis.local import EmbeddedBroker, PostgresServer
from fv_chassis.testing.issuer import TestIssuer

COMMANDS = "catalog.commands.v1"
PRODUCTS = "catalog.product.v1"
REPLIES = "edge.replies.v1"


@pytest.fixture(scope="module")
def catalog(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CatalogProcess]:
    url = postgres_server.create_database(f"catalog_{uuid4().hex}")
    broker, issuer = EmbeddedBroker(), TestIssuer()
    broker.start()
    try:
        with issuer.serve() as jwks:
            folder: Path = tmp_path_factory.mktemp("catalog")
            process = CatalogProcess(url, broker, issuer, jwks, folder)
            try:
                eventually(process.ready)
                yield process
            finally:
                process.channel.close()
                process.kill()
    finally:
        broker.kill()


def test_a_command_is_answered_and_its_repetition_alike(catalog: CatalogProcess) -> None:
    making = command(creation("MUG"))
    catalog.send(COMMANDS, making, making, reply_to=REPLIES)
    (_, first, _), (_, second, _) = catalog.told(REPLIES, making.id, 2)
    assert first == second
    assert CommandResult.FromString(first).succeeded.version == 1
    assert catalog.ask(admin_pb2.GetProductRequest(sku="MUG")).product.version == 1


def test_every_change_is_told_in_order(catalog: CatalogProcess) -> None:
    changes = [commands_pb2.ChangePrice(sku="TEA", price=money(units)) for units in (3, 4, 4)]
    retiring = commands_pb2.RetireProduct(sku="TEA")
    catalog.send(COMMANDS, *map(command, (creation("TEA"), *changes, retiring)))
    told = [(kind, sequence) for kind, _, sequence in catalog.told(PRODUCTS, "TEA", 4)]
    assert told == [
        ("ProductCreated", "1"),
        ("PriceChanged", "2"),
        ("PriceChanged", "3"),
        ("ProductRetired", "4"),
    ]


def test_a_refusal_that_may_pass_is_asked_anew(catalog: CatalogProcess) -> None:
    retiring = command(commands_pb2.RetireProduct(sku="CUP"))
    catalog.send(COMMANDS, retiring, reply_to=REPLIES)
    refused = CommandResult.FromString(catalog.told(REPLIES, retiring.id, 1)[0][1])
    assert refused.rejected.slug == "unknown_sku"
    catalog.send(COMMANDS, command(creation("CUP")), retiring, reply_to=REPLIES)
    answer = CommandResult.FromString(catalog.told(REPLIES, retiring.id, 2)[1][1])
    assert answer.succeeded.version == 2


def test_a_kill_in_the_middle_loses_nothing_and_does_nothing_twice(
    catalog: CatalogProcess,
) -> None:
    making = [command(creation(f"SKU-{number}")) for number in range(30)]
    catalog.send(COMMANDS, *making[:15])
    catalog.kill()
    catalog.send(COMMANDS, *making[15:])
    catalog.restart()
    eventually(catalog.ready)
    for number in (0, 14, 15, 29):
        told = catalog.told(PRODUCTS, f"SKU-{number}", 1)
        assert {(kind, sequence) for kind, _, sequence in told} == {("ProductCreated", "1")}
    eventually(lambda: catalog.delivery().unsent == 0)


def test_it_ends_cleanly_when_it_is_told_to(catalog: CatalogProcess) -> None:
    assert catalog.stop() == 0
