from uuid import uuid4

from consumer_world import Ledger, command


def test_a_command_is_answered_and_the_answer_is_kept(ledger: Ledger) -> None:
    key = uuid4()
    ledger.command(command("7", 0, key))
    [reply] = ledger.replies()
    assert (reply.command_id, reply.succeeded.id) == (str(key), "main")
    stored = ledger.rows("SELECT command_id, subject, fingerprint, result FROM command_results")
    assert stored == [(key, "alice", "f", reply.SerializeToString(deterministic=True))]
    assert ledger.rows("SELECT key FROM outbox WHERE topic = 'test.replies.v1'") == [(str(key),)]


def test_the_same_command_gets_the_same_answer_and_has_one_effect(ledger: Ledger) -> None:
    key = uuid4()
    ledger.command(command("7", 0, key), command("7", 1, key))
    ledger.command(command("7", 2, key))
    first, second, third = ledger.replies()
    assert first == second == third
    assert ledger.total() == 7


def test_a_key_with_another_request_is_refused_and_the_stored_answer_stays(ledger: Ledger) -> None:
    key = uuid4()
    ledger.command(command("7", 0, key))
    ledger.command(command("8", 1, key, fv_fingerprint="g"))
    ledger.command(command("7", 2, key))
    first, second, third = ledger.replies()
    assert second.rejected.slug == "idempotency_key_reused"
    assert first == third
    assert ledger.total() == 7


def test_a_refusal_that_is_stored_stays(ledger: Ledger) -> None:
    key = uuid4()
    ledger.command(command("refused", 0, key))
    ledger.command(command("7", 1, key))
    assert [reply.rejected.slug for reply in ledger.replies()] == ["refused", "refused"]
    assert ledger.total() == 0


def test_a_refusal_that_is_not_stored_may_become_a_success(ledger: Ledger) -> None:
    key = uuid4()
    ledger.command(command("unknown", 0, key))
    assert ledger.one("SELECT count(*) FROM inbox") == 0
    ledger.command(command("7", 1, key))
    assert [reply.WhichOneof("outcome") for reply in ledger.replies()] == ["rejected", "succeeded"]
    assert ledger.total() == 7


def test_nobody_is_answered_on_a_topic_without_a_record(ledger: Ledger) -> None:
    ledger.command(command("7", 0, fv_replyto="somewhere"))
    assert ledger.total() == 7
    assert ledger.rows("SELECT topic FROM outbox") == [("test.told.v1",)]
