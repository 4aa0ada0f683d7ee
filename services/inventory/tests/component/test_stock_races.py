"""Many at once on real PostgreSQL: nothing is sold twice, nothing is lost, nothing dead-locks."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from inventory_messages import (
    order_event,
    outbox_sequences,
    outbox_types,
    receipt,
    run_commands,
    run_events,
    run_expiries,
)
from inventory_stage import goods, held_by_orders, order
from sqlalchemy import Engine

from fv_inventory.application.use_cases.reserve_order import ReserveOrder
from fv_inventory.domain.shelf import StockLevel
from fv_inventory.outbound.postgres.inventory_reader import PostgresInventoryReader

THREADS = 4


def batches(orders: Sequence[ReserveOrder], size: int) -> list[Sequence[ReserveOrder]]:
    return [orders[start : start + size] for start in range(0, len(orders), size)]


def together(work: Sequence[Callable[[], None]]) -> None:
    """Run every piece on a few threads; the first failure is raised."""
    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(piece) for piece in work]:
            done.result()


def agrees(engine: Engine) -> bool:
    """Say whether counters, ledger and living reservations tell the same."""
    reader = PostgresInventoryReader(engine)
    held = held_by_orders(reader.reservations_after(None, 10_000, None))
    return not reader.ledger_differences(10) and all(
        level.reserved == held.get((level.sku, level.location), 0)
        for level in reader.levels_after(None, 10_000)
    )


def test_of_500_orders_for_100_units_exactly_100_are_reserved(engine: Engine) -> None:
    run_commands(engine, [receipt("MUG", 100)])
    buyers = [order(f"buyer {number}", goods("MUG", 1)) for number in range(500)]
    # Batches of one to twelve, so that the threads meet at every pace.
    sizes = (1, 3, 12)
    chunks = [
        batch
        for size, part in zip(sizes, (buyers[:60], buyers[60:200], buyers[200:]), strict=True)
        for batch in batches(part, size)
    ]
    together(
        [lambda b=b: run_events(engine, [order_event("placed", x) for x in b]) for b in chunks]
    )
    told = Counter(outbox_types(engine))
    assert (told["StockReserved"], told["StockRejected"]) == (100, 400)
    (level,) = PostgresInventoryReader(engine).levels_of("MUG")
    assert level == StockLevel("MUG", "main", 100, 100, 101)
    assert agrees(engine)


def test_orders_that_cross_each_other_do_not_dead_lock(engine: Engine) -> None:
    skus = ["A", "B", "C", "D"]
    run_commands(engine, [receipt(sku, 10_000) for sku in skus])
    draw = Random(7)
    orders = [
        order(f"{number}", *(goods(sku, 1) for sku in draw.sample(skus, 3)))
        for number in range(160)
    ]
    lives = [
        lambda part=part: [
            run_events(engine, [order_event("placed", each) for each in part]),
            run_events(engine, [order_event("paid", each) for each in part[::2]]),
            run_expiries(engine, part),
            run_events(engine, [order_event("cancelled", each) for each in part[::4]]),
            run_commands(engine, [receipt(sku, 1) for sku in reversed(skus)]),
        ]
        for part in batches(orders, 8)
    ]
    together(lives)
    told = Counter(outbox_types(engine))
    assert told["StockReserved"] == 160
    assert told["StockCommitted"] == told["StockExpired"] == 80
    assert told["StockReturned"] == 40
    assert all(level.reserved == 0 for level in PostgresInventoryReader(engine).levels_of("A"))
    assert agrees(engine)


def test_commit_expiry_and_cancelling_of_one_order_at_once_end_in_one_way(engine: Engine) -> None:
    run_commands(engine, [receipt("MUG", 1_000)])
    orders = [order(f"{number}", goods("MUG", 2)) for number in range(60)]
    run_events(engine, [order_event("placed", each) for each in orders])
    draw = Random(11)
    work: list[Callable[[], None]] = []
    for part in batches(orders, 5):
        work.append(lambda part=part: run_events(engine, [order_event("paid", x) for x in part]))
        work.append(lambda part=part: run_expiries(engine, part))
        work.append(
            lambda part=part: run_events(engine, [order_event("cancelled", x) for x in part])
        )
    draw.shuffle(work)
    together(work)
    assert agrees(engine)
    (level,) = PostgresInventoryReader(engine).levels_of("MUG")
    assert (level.on_hand, level.reserved) == (1_000, 0)
    for (topic, _), sequences in outbox_sequences(engine).items():
        if topic == "inventory.reservation.v1":
            assert sequences == list(range(1, len(sequences) + 1))
