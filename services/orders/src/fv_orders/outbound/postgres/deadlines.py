"""Order deadlines in the chassis' table."""

from datetime import datetime

from sqlalchemy import Connection

from fv_chassis.deadlines import Deadline, DeadlineWriter
from fv_orders.domain.order import Order

NAME = "orders.pending"


class PostgresDeadlines:
    """The deadlines of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._writer = DeadlineWriter(connection)
        self._set: dict[str, Deadline] = {}
        self._stopped: set[str] = set()

    def set(self, order: Order, due_at: datetime) -> None:
        """Set the order's deadline."""
        subject = str(order.order_id)
        self._set[subject] = Deadline(NAME, subject, due_at)

    def stop(self, order: Order) -> None:
        """Forget the order's deadline; one of this transaction is never written."""
        subject = str(order.order_id)
        if self._set.pop(subject, None) is None:
            self._stopped.add(subject)

    def flush(self) -> None:
        """Write what was set and stopped."""
        if self._set:
            self._writer.set_many(list(self._set.values()))
        if self._stopped:
            self._writer.cancel_many(NAME, sorted(self._stopped))
        self._writer.flush()
        self._set.clear()
        self._stopped.clear()
