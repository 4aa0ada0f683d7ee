"""Whether a partition is still the log that was read before.

A broker that came back without its data hands out the same offsets for other records, and a reader
that is past the new end gets neither a record nor an error. So the last record that was handled is
read again before anything further is: at assignment, and whenever the partition was silent for a
while. If it is not there, the log is another one and is read from its beginning.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

IDLE_SECONDS = 2.0
PATIENCE_SECONDS = 1.0
LONGEST_SECONDS = 10.0


class Verdict(Enum):
    """What to do with a record."""

    HANDLE = auto()
    SKIP = auto()
    LOST = auto()


@dataclass(frozen=True, slots=True)
class Position:
    """The last record that was handled: its offset and its ce_id ("" when unreadable)."""

    offset: int
    message_id: str


class PartitionGuard:
    """Follows one partition; `last` of None means that nothing was handled yet."""

    def __init__(self, last: Position | None, now: Callable[[], float] = time.monotonic) -> None:
        self._last = last
        self._checking = last is not None
        self._now = now
        self._touched = now()

    @property
    def last(self) -> Position | None:
        """The last record that was handled."""
        return self._last

    def admit(self, offset: int, message_id: str) -> Verdict:
        """Judge the next record that the partition delivered."""
        self._touched = self._now()
        if self._checking:
            if Position(offset, message_id) == self._last:
                self._checking = False
                return Verdict.SKIP
            return Verdict.LOST
        if self._last is not None and offset <= self._last.offset:
            return Verdict.LOST
        self._last = Position(offset, message_id)
        return Verdict.HANDLE

    def idle(self) -> bool:
        """Whether the partition was silent long enough to be looked at again."""
        silent = self._now() - self._touched
        return not self._checking and self._last is not None and silent > IDLE_SECONDS

    def recheck(self) -> None:
        """Expect the last record again; the caller seeks to it."""
        self._checking = True
        self._touched = self._now()

    def overdue(self) -> bool:
        """Whether the expected record did not come although it was asked for."""
        return self._checking and self._now() - self._touched > PATIENCE_SECONDS

    def hopeless(self) -> bool:
        """Whether the expected record did not come for so long that it must be gone."""
        return self._checking and self._now() - self._touched > LONGEST_SECONDS

    def restart(self) -> None:
        """Forget everything: the log is read from its beginning."""
        self._last, self._checking, self._touched = None, False, self._now()
