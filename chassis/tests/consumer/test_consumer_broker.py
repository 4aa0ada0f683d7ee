import pytest
from consumer_harness import ConsumerProcess, numbers, publish
from consumer_world import Ledger

from fv_chassis.local import EmbeddedBroker


@pytest.fixture(autouse=True, params=["group", "fixed"])
def assignment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test is held in a group, and by a process that reads all partitions itself."""
    if request.param == "fixed":
        monkeypatch.setenv("FV_KAFKA_ASSIGNMENT", "fixed")


def test_a_kill_between_effect_and_group_commit_repeats_nothing(
    ledger: Ledger, database_url: str, fresh_broker: EmbeddedBroker
) -> None:
    publish(fresh_broker, numbers(40))
    with ConsumerProcess(database_url, fresh_broker, "consumer.after_commit") as consumer:
        consumer.until(lambda: ledger.total() >= 40, "the first numbers")
        publish(fresh_broker, numbers(10))
        consumer.until(lambda: ledger.total() >= 50, "the later numbers")
        assert consumer.deaths == 1
    assert ledger.total() == 50
    assert ledger.one("SELECT count(*) FROM entries") == 50


def test_a_broker_that_comes_back_empty_is_read_from_its_beginning(
    ledger: Ledger, database_url: str, fresh_broker: EmbeddedBroker
) -> None:
    old, new = numbers(30), numbers(30)
    publish(fresh_broker, old)
    with ConsumerProcess(database_url, fresh_broker) as consumer:
        consumer.until(lambda: ledger.total() >= 30, "the numbers of the first log")
        fresh_broker.kill()
        fresh_broker.start()
        # The new log is longer than the old one: without a check its first half would be skipped.
        publish(fresh_broker, [*new, *old])
        consumer.until(lambda: ledger.total() >= 60, "the numbers of the second log")
        last = numbers(1)
        publish(fresh_broker, last)
        consumer.until(lambda: ledger.total() >= 61, "a number after them")
    assert ledger.total() == 61
    assert ledger.one("SELECT count(DISTINCT message_id) FROM entries") == 61


def test_a_broker_that_comes_back_shorter_is_read_from_its_beginning(
    ledger: Ledger, database_url: str, fresh_broker: EmbeddedBroker
) -> None:
    publish(fresh_broker, numbers(30))
    with ConsumerProcess(database_url, fresh_broker) as consumer:
        consumer.until(lambda: ledger.total() >= 30, "the numbers of the first log")
        consumer.kill()
        fresh_broker.kill()
        fresh_broker.start()
        publish(fresh_broker, numbers(4))
        consumer.until(lambda: ledger.total() >= 34, "the numbers of the second log")
    assert ledger.total() == 34
