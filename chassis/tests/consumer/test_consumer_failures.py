from uuid import uuid4

import pytest
from consumer_world import Ledger, delivered
from sqlalchemy import event, text

from fv_chassis.consumer import BudgetExceeded
from fv_chassis.consumer.budget import DeadLetterBudget
from fv_chassis.postgres import create_engine

_IMPATIENCE = "SET lock_timeout = '50ms'"


def test_a_poisonous_message_is_passed_over_and_its_neighbours_are_handled(ledger: Ledger) -> None:
    ledger.handle(delivered("1", 0), delivered("poison", 1), delivered("20", 2))
    assert ledger.total() == 21
    assert ledger.letters() == [("unexpected", "open")]
    assert ledger.one('SELECT "offset" FROM positions') == 2


def test_an_invalid_message_is_passed_over_without_further_attempts(ledger: Ledger) -> None:
    ledger.handle(delivered("invalid", 0), delivered("1", 1))
    assert ledger.letters() == [("invalid_message", "open")]
    assert ledger.total() == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"ce_id": "no uuid"},
        {"ce_time": "yesterday"},
        {"ce_specversion": "2.0"},
        {"ce_sequence": "x"},
        {"traceparent": "\0"},
        {"ce_id": "\0"},
    ],
)
def test_an_envelope_that_cannot_be_read_is_passed_over(
    ledger: Ledger, broken: dict[str, str]
) -> None:
    ledger.handle(delivered("1", 0), delivered("5", 1, **broken), delivered("2", 2))
    assert ledger.letters() == [("invalid_message", "open")]
    assert ledger.total() == 3


def test_a_dead_letter_leaves_no_inbox_row_and_is_mirrored(ledger: Ledger) -> None:
    ledger.handle(delivered("invalid", 3))
    assert ledger.one("SELECT count(*) FROM inbox") == 0
    mirror = "test.number.v1.dlq.test.numbers"
    assert ledger.rows("SELECT topic, type FROM outbox") == [
        (mirror, "firstviscount.operations.v1.DeadLetter")
    ]


def test_a_message_that_comes_again_keeps_its_one_letter(ledger: Ledger) -> None:
    poison = delivered("poison", 0)
    ledger.handle(poison)
    ledger.handle(poison)
    assert ledger.letters() == [("unexpected", "open")]
    assert ledger.one("SELECT count(*) FROM outbox") == 1


def test_what_passes_is_waited_for(ledger: Ledger) -> None:
    ledger.away = 3
    ledger.handle(delivered("20", 0), delivered("away", 1))
    assert ledger.total() == 21
    assert ledger.pauses == 3
    assert ledger.letters() == []


def test_a_lock_that_is_not_had_is_waited_for(ledger: Ledger, database_url: str) -> None:
    impatient = create_engine(database_url)
    event.listen(impatient, "connect", lambda session, _: session.execute(_IMPATIENCE))
    waiting = Ledger(impatient)
    with ledger.engine.connect() as blocking:
        blocking.execute(text("SELECT FROM account FOR UPDATE"))
        handler = waiting.handler()
        handler.handle([delivered("1", 0)], lambda *_: blocking.rollback())
    impatient.dispose()
    assert ledger.total() == 1


def test_five_failures_in_a_row_stop_the_consumer(ledger: Ledger) -> None:
    poison = [delivered("poison", at) for at in range(8)]
    with pytest.raises(BudgetExceeded):
        ledger.handle(*poison)
    assert len(ledger.letters()) == 4
    assert ledger.one('SELECT "offset" FROM positions') == 3


def test_failures_with_successes_between_them_stop_at_a_share(ledger: Ledger) -> None:
    budget = DeadLetterBudget()
    for _ in range(50):
        budget.failed("bad")
        budget.passed(10)
    with pytest.raises(BudgetExceeded):
        budget.failed("bad")


def test_a_message_of_another_type_is_the_handlers_to_ignore(ledger: Ledger) -> None:
    again = uuid4()
    ledger.handle(delivered("1", 0, again), delivered("1", 9, again))
    assert ledger.total() == 1
