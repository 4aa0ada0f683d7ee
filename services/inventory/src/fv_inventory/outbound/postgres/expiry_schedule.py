"""Calls for expiry as the chassis' deadlines."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from fv_chassis.deadlines import Deadline, DeadlineWriter


class PostgresExpirySchedule:
    """The ExpirySchedule of one open transaction.

    Deadlines get `name`, and carry `correlation_id` as it is when they are set, so that what comes
    of them can still be found with the order's other messages.
    """

    def __init__(self, connection: Connection, name: str) -> None:
        self._deadlines = DeadlineWriter(connection)
        self._name = name
        self.correlation_id: UUID | None = None

    def set(self, order_id: UUID, at: datetime) -> None:
        """See ExpirySchedule."""
        payload = {"correlation_id": str(self.correlation_id)} if self.correlation_id else {}
        self._deadlines.set_many([Deadline(self._name, str(order_id), at, payload)])

    def flush(self) -> None:
        """See ExpirySchedule."""
        self._deadlines.flush()
