"""Calls for expiry as the chassis' deadlines."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text

_SET: Final = text("""
    INSERT INTO deadlines (name, subject, due_at)
    SELECT 'reservation', subject, due_at
      FROM unnest(CAST(:subjects AS text[]), CAST(:moments AS timestamptz[]))
        AS g(subject, due_at)
""")


class PostgresExpirySchedule:
    """The ExpirySchedule of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._set: dict[UUID, datetime] = {}

    def set(self, order_id: UUID, at: datetime) -> None:
        """See ExpirySchedule."""
        self._set[order_id] = at

    def flush(self) -> None:
        """See ExpirySchedule."""
        if self._set:
            columns = {
                "subjects": [str(order_id) for order_id in self._set],
                "moments": list(self._set.values()),
            }
            self._connection.execute(_SET, columns)
            self._set.clear()
