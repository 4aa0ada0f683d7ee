"""Calls for expiry in memory."""

from datetime import datetime
from uuid import UUID

from .store import State


class InMemoryExpirySchedule:
    """The ExpirySchedule of a transaction in memory."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._set: dict[UUID, datetime] = {}

    def set(self, order_id: UUID, at: datetime) -> None:
        """See ExpirySchedule."""
        self._set[order_id] = at

    def flush(self) -> None:
        """See ExpirySchedule."""
        self._state.expiries.update(self._set)
        self._set.clear()
