"""Many at once on real PostgreSQL: one wins, nobody's change is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from catalog_messages import command, creation, money, outbox_sequences, run
from sqlalchemy import Engine

from firstviscount.catalog.v1 import commands_pb2
from fv_catalog.outbound.postgres.product_reader import PostgresProductReader
from fv_chassis.commands import CommandOutcome, Rejected, Succeeded
from fv_chassis.messages import Message, Retryable


def persist(engine: Engine, messages: list[Message]) -> list[CommandOutcome]:
    """Run a batch as a consumer would: again, when it may be."""
    for _ in range(50):
        try:
            return run(engine, messages)
        except Retryable:
            continue
    raise AssertionError("the batch never went through")


def together(work: list[Callable[[], list[CommandOutcome]]]) -> list[CommandOutcome]:
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(piece) for piece in work]
        return [outcome for each in done for outcome in each.result()]


def slugs(outcomes: list[CommandOutcome]) -> list[str]:
    return [outcome.slug for outcome in outcomes if isinstance(outcome, Rejected)]


def test_of_many_creations_of_one_sku_one_succeeds(engine: Engine) -> None:
    work = [lambda n=n: persist(engine, [command(creation("MUG", name=str(n)))]) for n in range(12)]
    outcomes = together(work)
    assert sum(isinstance(outcome, Succeeded) for outcome in outcomes) == 1
    assert slugs(outcomes) == ["product_exists"] * 11
    assert outbox_sequences(engine) == {"MUG": [("ProductCreated", 1)]}


def test_of_many_changes_to_one_version_one_succeeds(engine: Engine) -> None:
    run(engine, [command(creation("MUG"))])
    changes = [
        commands_pb2.ChangePrice(sku="MUG", price=money(10 + number), expected_version=1)
        for number in range(12)
    ]
    outcomes = together([lambda c=c: persist(engine, [command(c)]) for c in changes])
    assert sum(isinstance(outcome, Succeeded) for outcome in outcomes) == 1
    assert slugs(outcomes) == ["version_mismatch"] * 11


def test_batches_that_cross_each_other_do_not_dead_lock(engine: Engine) -> None:
    skus = [f"SKU-{number}" for number in range(8)]
    run(engine, [command(creation(sku)) for sku in skus])

    def changes(number: int) -> list[Message]:
        order = skus if number % 2 else list(reversed(skus))
        price = money(100 + number)
        return [command(commands_pb2.ChangePrice(sku=sku, price=price)) for sku in order]

    outcomes = together([lambda n=n: persist(engine, changes(n)) for n in range(24)])
    assert all(isinstance(outcome, Succeeded) for outcome in outcomes)
    for sku in skus:
        product = PostgresProductReader(engine).product(sku)
        assert product is not None
        assert product.version == 25
        assert [version for _, version in outbox_sequences(engine)[sku]] == list(range(1, 26))
