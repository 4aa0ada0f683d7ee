"""What a guard makes of the records that a partition delivers."""

from fv_chassis.broker import PartitionGuard, Verdict
from fv_chassis.broker.guard import IDLE_SECONDS, LONGEST_SECONDS, PATIENCE_SECONDS, Position


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_new_partition_is_handled_from_its_first_record() -> None:
    guard = PartitionGuard(None)
    assert guard.admit(0, "a") is Verdict.HANDLE
    assert guard.last == Position(0, "a")


def test_the_last_record_is_expected_again_and_skipped() -> None:
    guard = PartitionGuard(Position(7, "a"))
    assert guard.admit(7, "a") is Verdict.SKIP
    assert guard.admit(8, "b") is Verdict.HANDLE


def test_another_record_in_its_place_means_that_the_log_was_lost() -> None:
    assert PartitionGuard(Position(7, "a")).admit(7, "b") is Verdict.LOST


def test_a_record_behind_the_expected_one_means_that_the_log_was_lost() -> None:
    assert PartitionGuard(Position(7, "a")).admit(0, "b") is Verdict.LOST


def test_an_offset_that_does_not_rise_means_that_the_log_was_lost() -> None:
    guard = PartitionGuard(None)
    guard.admit(5, "a")
    assert guard.admit(5, "b") is Verdict.LOST


def test_a_lost_log_is_read_from_its_beginning() -> None:
    guard = PartitionGuard(Position(7, "a"))
    guard.restart()
    assert guard.admit(0, "b") is Verdict.HANDLE


def test_a_silent_partition_is_looked_at_again() -> None:
    clock = Clock()
    guard = PartitionGuard(None, clock)
    clock.now = 2 * IDLE_SECONDS
    assert not guard.idle()  # there is no record yet to look for
    guard.admit(0, "a")
    assert not guard.idle()
    clock.now += IDLE_SECONDS + 0.1
    assert guard.idle()
    guard.recheck()
    assert not guard.idle()
    assert guard.admit(0, "a") is Verdict.SKIP


def test_an_expected_record_that_does_not_come_is_overdue_and_at_last_hopeless() -> None:
    clock = Clock()
    guard = PartitionGuard(Position(7, "a"), clock)
    assert not guard.overdue()
    clock.now = PATIENCE_SECONDS + 0.1
    assert guard.overdue()
    assert not guard.hopeless()
    clock.now = LONGEST_SECONDS + 0.1
    assert guard.hopeless()
