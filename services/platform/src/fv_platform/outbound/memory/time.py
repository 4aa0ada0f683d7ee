"""A clock that stands still, and ids that count."""

from datetime import datetime, timedelta
from uuid import UUID


class FrozenClock:
    """Tells the moment it was set to, until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment."""
        return self._moment

    def advance(self, seconds: float) -> None:
        """Move on."""
        self._moment += timedelta(seconds=seconds)


class CountingIds:
    """Draws 1, 2, 3, ..."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> UUID:
        """Return the next number as an id."""
        self._last += 1
        return UUID(int=self._last)
