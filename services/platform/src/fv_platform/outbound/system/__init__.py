"""The machine's clock and identifiers."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class TimeOrderedIds:
    """Draws UUIDs of version 7."""

    def new(self) -> UUID:
        """Return an id; later ones sort higher."""
        return uuid7()
