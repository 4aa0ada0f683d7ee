"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """Tells the time that it was set to."""

    def __init__(self, now: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by
