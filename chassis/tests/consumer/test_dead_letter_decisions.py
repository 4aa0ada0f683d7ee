from consumer_world import Ledger, command, decision, delivered

from firstviscount.operations.v1.commands_pb2 import DiscardDeadLetter, ReplayDeadLetter


def replay(ledger: Ledger, at: int, scopes: str = "operations:admin") -> None:
    ledger.command(decision(ReplayDeadLetter(dead_letter_id=ledger.letter_id()), at, scopes))


def discard(ledger: Ledger, at: int) -> None:
    wish = DiscardDeadLetter(dead_letter_id=ledger.letter_id(), reason="of no use")
    ledger.command(decision(wish, at))


def test_a_replayed_letter_has_its_effect_once(ledger: Ledger) -> None:
    poison = delivered("poison", 0)
    ledger.handle(poison)
    ledger.cured.add("poison")
    replay(ledger, 0)
    assert ledger.letters() == [("unexpected", "replayed")]
    assert ledger.replies()[-1].succeeded.id == ledger.letter_id()
    ledger.handle(poison)
    replay(ledger, 1)
    assert ledger.replies()[-1].rejected.slug == "dead_letter_resolved"
    assert ledger.one("SELECT count(*) FROM entries") == 1


def test_a_replay_that_fails_leaves_the_letter_open_and_nothing_else(ledger: Ledger) -> None:
    ledger.handle(delivered("poison", 0))
    replay(ledger, 0)
    assert ledger.letters() == [("unexpected", "open")]
    assert ledger.replies()[-1].rejected.slug == "replay_failed"
    assert ledger.one("SELECT count(*) FROM inbox WHERE consumer = 'test.numbers'") == 0
    assert ledger.one("SELECT count(*) FROM outbox WHERE topic = 'test.told.v1'") == 0


def test_a_discarded_letter_stays_passed_over(ledger: Ledger) -> None:
    poison = delivered("poison", 0)
    ledger.handle(poison)
    discard(ledger, 0)
    ledger.cured.add("poison")
    ledger.handle(poison)
    assert ledger.rows("SELECT state, resolution FROM dead_letters") == [("discarded", "of no use")]
    assert ledger.one("SELECT count(*) FROM entries") == 0


def test_a_dead_command_has_no_answer_until_it_is_discarded(ledger: Ledger) -> None:
    poison = command("poison", 0)
    ledger.command(poison)
    assert ledger.replies() == []
    discard(ledger, 1)
    answer = next(each for each in ledger.replies() if each.command_id == poison.identity)
    assert answer.rejected.slug == "discarded"
    ledger.command(poison)
    assert ledger.replies()[-1] == answer


def test_a_dead_command_that_is_replayed_is_answered(ledger: Ledger) -> None:
    poison = command("poison", 0)
    ledger.command(poison)
    ledger.cured.add("poison")
    replay(ledger, 1)
    answer = next(each for each in ledger.replies() if each.command_id == poison.identity)
    assert answer.succeeded.id == "main"


def test_only_operators_decide(ledger: Ledger) -> None:
    ledger.handle(delivered("poison", 0))
    replay(ledger, 0, scopes="orders:write")
    assert ledger.replies()[-1].rejected.slug == "missing_scope"
    assert ledger.letters() == [("unexpected", "open")]


def test_a_letter_that_nobody_knows_is_not_found(ledger: Ledger) -> None:
    wish = ReplayDeadLetter(dead_letter_id="0f1f6d1c-0000-4000-8000-000000000000")
    ledger.command(decision(wish, 0))
    assert ledger.replies()[-1].rejected.slug == "unknown_dead_letter"
