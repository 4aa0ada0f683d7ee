"""However messages are cut into batches, PostgreSQL ends where memory ends, one by one."""

from random import Random

import pytest
from inventory_messages import order_event, outbox_types, receipt, run_commands, run_events
from inventory_stage import Stage, goods, order, postage
from sqlalchemy import Engine

from fv_inventory.application.use_cases.receive_stock import ReceiveStock
from fv_inventory.application.use_cases.reserve_order import ReserveOrder
from fv_inventory.outbound.postgres.inventory_reader import PostgresInventoryReader

SKUS = ("MUG", "PEN", "TEA")
Word = tuple[str, ReserveOrder]


def story(seed: int) -> list[Word]:
    """Return words about a dozen orders: in any order, some twice, some never said."""
    draw = Random(seed)
    orders = [
        order(
            f"{seed} {number}",
            *(goods(draw.choice(SKUS), draw.randint(1, 4)) for _ in range(draw.randint(1, 3))),
            postage(),
        )
        for number in range(12)
    ]
    words = [(what, each) for each in orders for what in ("placed", "paid", "cancelled")]
    told = draw.sample(words, 26) + draw.choices(words, k=6)
    draw.shuffle(told)
    return told


@pytest.mark.parametrize("seed", range(4))
def test_batches_end_where_single_messages_end(engine: Engine, seed: int) -> None:
    words, draw = story(seed), Random(seed)
    stage = Stage()
    for sku in SKUS:
        stage.receive(ReceiveStock(sku, "main", 9))
    run_commands(engine, [receipt(sku, 9) for sku in SKUS])
    for what, each in words:
        getattr(stage, what)(each)
    rest = [order_event(what, each) for what, each in words]
    while rest:
        size = draw.randint(1, 9)
        run_events(engine, rest[:size])
        rest = rest[size:]
    reader = PostgresInventoryReader(engine)
    assert outbox_types(engine) == stage.told()
    assert reader.levels_after(None, 99) == stage.levels()
    for each in {each for _, each in words}:
        there, here = reader.reservation(each.order_id), stage.reservation(each)
        assert there is not None
        assert here is not None
        assert (there.state, there.units, there.version, there.refusal) == (
            here.state,
            here.units,
            here.version,
            here.refusal,
        )
    assert not reader.ledger_differences(9)
