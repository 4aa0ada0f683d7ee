from concurrent.futures import ThreadPoolExecutor

from consumer_world import Ledger, delivered

from fv_chassis.testing import permutations, with_drops, with_duplicates

NUMBERS = ["1", "20", "300", "4000"]


def test_every_order_and_every_doubling_has_the_same_effect(ledger: Ledger) -> None:
    expected = 0
    for order in permutations(NUMBERS, limit=6):
        batch = [delivered(number, at) for at, number in enumerate(order)]
        ledger.handle(*with_duplicates(batch))
        ledger.handle(*batch)
        expected += 4321
        assert ledger.total() == expected


def test_what_was_dropped_is_handled_when_it_comes(ledger: Ledger) -> None:
    batch = [delivered(number, at) for at, number in enumerate(NUMBERS)]
    late, rest = next(with_drops(batch))
    ledger.handle(*rest)
    assert ledger.total() == 4320
    ledger.handle(late, *rest)
    assert ledger.total() == 4321


def test_the_position_moves_with_the_effect_and_duplicates_are_counted(ledger: Ledger) -> None:
    first, second = delivered("1", 7), delivered("2", 8)
    ledger.handle(first, second, first)
    ledger.handle(second)
    [(offset, message_id, duplicates)] = ledger.rows(
        'SELECT "offset", message_id, duplicates FROM positions'
    )
    assert (offset, message_id, duplicates) == (8, second.identity, 2)


def test_what_a_message_causes_names_it_as_the_cause(ledger: Ledger) -> None:
    numbers = [delivered("1", 0), delivered("2", 1)]
    ledger.handle(*numbers)
    causes = ledger.rows("SELECT headers ->> 'ce_causationid' FROM outbox ORDER BY id")
    assert causes == [(number.identity,) for number in numbers]


def test_the_statements_of_a_batch_are_few(ledger: Ledger) -> None:
    from sqlalchemy import event

    seen: list[str] = []
    event.listen(
        ledger.engine,
        "before_cursor_execute",
        lambda _c, _x, statement, *_: seen.append(statement),
    )
    ledger.handle(delivered("1", 0), delivered("2", 1))
    own = [one for one in seen if "account" in one or "entries" in one]
    assert len(seen) - len(own) == 2


def test_two_batches_with_the_same_messages_have_one_effect(ledger: Ledger) -> None:
    batch = [delivered("1", at) for at in range(30)]
    with ThreadPoolExecutor(4) as threads:
        orders = [batch, batch[::-1], batch[10:] + batch[:10], batch[::2]]
        list(threads.map(lambda order: ledger.handle(*order), orders))
    assert ledger.total() == 30
    assert ledger.one("SELECT count(*) FROM entries") == 30
