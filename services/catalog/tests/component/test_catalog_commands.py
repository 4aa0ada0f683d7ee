"""Commands as they come from the edge, on real PostgreSQL."""

from typing import Any

import pytest
from catalog_messages import command, creation, money, outbox_sequences, run
from sqlalchemy import Engine, event

from firstviscount.catalog.v1 import commands_pb2, product_pb2
from fv_catalog.outbound.postgres.product_reader import PostgresProductReader
from fv_chassis.commands import Rejected, RejectionKind, Succeeded
from fv_chassis.messages import InvalidMessage


def test_a_creation_answers_with_the_product(engine: Engine) -> None:
    (outcome,) = run(engine, [command(creation("mug"))])
    assert isinstance(outcome, Succeeded)
    assert (outcome.id, outcome.version) == ("MUG", 1)
    assert isinstance(outcome.snapshot, product_pb2.Product)
    assert outcome.snapshot.price == money(2, 550_000_000)
    assert outcome.snapshot.state == product_pb2.PRODUCT_STATE_ACTIVE


def test_commands_of_one_batch_see_each_other(engine: Engine) -> None:
    outcomes = run(
        engine,
        [
            command(creation("MUG")),
            command(commands_pb2.ChangePrice(sku="MUG", price=money(3), expected_version=1)),
            command(commands_pb2.UpdateProduct(sku="MUG", description="", expected_version=1)),
            command(commands_pb2.RetireProduct(sku="MUG")),
        ],
    )
    assert [type(outcome) for outcome in outcomes] == [Succeeded, Succeeded, Rejected, Succeeded]
    told = [("ProductCreated", 1), ("PriceChanged", 2), ("ProductRetired", 3)]
    assert outbox_sequences(engine) == {"MUG": told}


@pytest.mark.parametrize(
    ("value", "kind", "slug", "stored"),
    [
        (creation("MUG"), RejectionKind.CONFLICT, "product_exists", True),
        (creation("A/B"), RejectionKind.INVALID, "invalid_field", False),
        (creation("TEA", kind=0), RejectionKind.INVALID, "invalid_field", False),
        (creation("TEA", price=money(0, 1)), RejectionKind.INVALID, "invalid_price", False),
        (creation("TEA", price=None), RejectionKind.INVALID, "invalid_price", False),
        (
            commands_pb2.ChangePrice(sku="MUG", price=money(-1)),
            RejectionKind.INVALID,
            "invalid_price",
            False,
        ),
        (commands_pb2.RetireProduct(sku="TEA"), RejectionKind.NOT_FOUND, "unknown_sku", False),
        (
            commands_pb2.RetireProduct(sku="MUG", expected_version=7),
            RejectionKind.PRECONDITION_FAILED,
            "version_mismatch",
            True,
        ),
        (commands_pb2.RetireProduct(sku="OLD"), RejectionKind.CONFLICT, "product_retired", True),
    ],
)
def test_a_broken_rule_is_named(
    engine: Engine, value: Any, kind: RejectionKind, slug: str, stored: bool
) -> None:
    retiring = commands_pb2.RetireProduct(sku="OLD")
    run(engine, [command(creation("MUG")), command(creation("OLD")), command(retiring)])
    before = outbox_sequences(engine)
    (outcome,) = run(engine, [command(value)])
    assert isinstance(outcome, Rejected)
    assert (outcome.kind, outcome.slug, outcome.stored) == (kind, slug, stored)
    assert outcome.violations
    assert outbox_sequences(engine) == before


def test_a_sender_without_the_scope_is_refused(engine: Engine) -> None:
    (outcome,) = run(engine, [command(creation("MUG"), "catalog:read")])
    assert isinstance(outcome, Rejected)
    assert (outcome.kind, outcome.stored) == (RejectionKind.FORBIDDEN, False)
    assert PostgresProductReader(engine).product("MUG") is None


def test_bytes_that_are_no_command_are_invalid(engine: Engine) -> None:
    broken = command(creation("MUG"))
    object.__setattr__(broken, "value", b"\xff\xff")
    with pytest.raises(InvalidMessage):
        run(engine, [broken])


def test_a_batch_of_changes_costs_two_statements(engine: Engine) -> None:
    run(engine, [command(creation(sku)) for sku in ("A", "B", "C")])
    seen: list[str] = []

    def note(*arguments: object) -> None:
        if "INTO outbox" not in str(arguments[2]):
            seen.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    changes = [commands_pb2.ChangePrice(sku=sku, price=money(9)) for sku in ("C", "A", "B")]
    run(engine, [command(change) for change in changes])
    assert len(seen) == 2
