"""What a message costs in SQL: the budget that keeps the path fast."""

from collections.abc import Iterator
from contextlib import contextmanager

from inventory_messages import order_event, receipt, run_commands, run_events, run_expiries
from inventory_stage import goods, order
from sqlalchemy import Engine, event


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements that run inside, the outbox's apart."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        if "INTO outbox" not in str(arguments[2]):
            seen.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_placed_order_costs_five_statements_and_so_does_a_batch(engine: Engine) -> None:
    run_commands(engine, [receipt(sku, 1_000) for sku in ("MUG", "TEA", "PEN")])
    lines = [goods(sku, 1) for sku in ("MUG", "TEA", "PEN")]
    with counted(engine) as one:
        run_events(engine, [order_event("placed", order("ada", *lines))])
    with counted(engine) as many:
        run_events(engine, [order_event("placed", order(f"{n}", *lines)) for n in range(50)])
    assert len(one) == len(many) == 5, "\n".join(one)


def test_payment_cancelling_and_expiry_cost_four_statements(engine: Engine) -> None:
    run_commands(engine, [receipt("MUG", 1_000)])
    orders = [order(name, goods("MUG", 1)) for name in ("ada", "bob", "cyd")]
    run_events(engine, [order_event("placed", each) for each in orders])
    with counted(engine) as paid:
        run_events(engine, [order_event("paid", orders[0])])
    with counted(engine) as cancelled:
        run_events(engine, [order_event("cancelled", orders[1])])
    with counted(engine) as expired:
        run_expiries(engine, orders)
    assert (len(paid), len(cancelled), len(expired)) == (4, 4, 4)


def test_an_event_of_no_interest_costs_nothing(engine: Engine) -> None:
    with counted(engine) as seen:
        run_events(engine, [order_event("confirmed", order("ada", goods("MUG", 1)))])
    assert seen == []


def test_a_receipt_costs_three_statements_on_a_shelf_that_exists(engine: Engine) -> None:
    run_commands(engine, [receipt("MUG", 1)])
    with counted(engine) as seen:
        run_commands(engine, [receipt("MUG", 1), receipt("MUG", 1)])
    assert len(seen) == 3
