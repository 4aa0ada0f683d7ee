"""A clock that stands still."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """Shows one moment until it is moved on."""

    def __init__(self, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        """See Clock."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move the hands on."""
        self._at += by
