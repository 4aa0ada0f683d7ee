"""The payment worker's queue in PostgreSQL."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.payments import PaymentTask
from fv_orders.domain.retrying import LEASE, wait_after
from fv_orders.domain.states import PaymentWork
from fv_orders.outbound.postgres import statements as sql


class PostgresPaymentQueue:
    """The due work of one transaction; workers pass over each other's rows."""

    def __init__(self, connection: Connection, clock: Clock, lease: timedelta = LEASE) -> None:
        self._connection = connection
        self._clock = clock
        self._lease = lease

    def claim(self, limit: int) -> Sequence[PaymentTask]:
        """Take due tasks, the longest due first."""
        now = self._clock.now()
        values = {"now": now, "until": now + self._lease, "limit": limit}
        rows = self._connection.exec_driver_sql(sql.CLAIM, values).all()
        return [PaymentTask(row[0], row[1], PaymentWork(row[2]), *row[3:]) for row in rows]

    def put_off(self, tasks: Iterable[PaymentTask]) -> None:
        """Have them due later, unless other work has taken their place."""
        late = sorted(tasks, key=lambda task: (task.order_id, task.attempt))
        if late:
            now = self._clock.now()
            values = {
                "order_id": [task.order_id for task in late],
                "attempt": [task.attempt for task in late],
                "work": [task.work for task in late],
                "due_at": [now + wait_after(task.tries) for task in late],
            }
            self._connection.exec_driver_sql(sql.PUT_OFF, values)
