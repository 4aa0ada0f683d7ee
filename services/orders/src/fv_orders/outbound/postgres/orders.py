"""Orders in PostgreSQL: one statement to lock a batch, one to write it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.orders import Step
from fv_orders.domain.order import Order
from fv_orders.outbound.postgres import statements as sql
from fv_orders.outbound.postgres.rows import (
    arrays,
    log_row,
    order_row,
    payment_row,
    progress_row,
    to_order,
)


class PostgresOrderRepository:
    """The orders of one transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._held: dict[UUID, Order] = {}
        self._added: set[UUID] = set()
        self._changed: set[UUID] = set()
        self._payments: dict[tuple[UUID, int], Step] = {}
        self._log: list[Step] = []

    def lock(self, order_ids: Iterable[UUID]) -> None:
        """Lock and load these orders, by id so that batches cannot dead-lock each other."""
        wanted = sorted(order_id for order_id in order_ids if order_id not in self._held)
        if wanted:
            rows = self._connection.exec_driver_sql(sql.LOCK, {"ids": wanted})
            self._held.update({row[0]: to_order(row) for row in rows})

    def get(self, order_id: UUID) -> Order | None:
        """Return the order as this unit last kept it."""
        return self._held.get(order_id)

    def add(self, step: Step) -> None:
        """Keep a new order."""
        self._added.add(step.order.order_id)
        self._note(step)

    def keep(self, step: Step) -> None:
        """Keep a changed order."""
        if step.order.order_id not in self._held:
            raise LookupError("the order is not held")
        if step.order.order_id not in self._added:
            self._changed.add(step.order.order_id)
        self._note(step)

    def _note(self, step: Step) -> None:
        self._held[step.order.order_id] = step.order
        if step.pays:
            self._payments[step.order.order_id, step.order.attempt] = step
        self._log.append(step)

    def flush(self) -> None:
        """Write what was kept."""
        if not self._log:
            return
        parts, values = [sql.LOG], arrays("log", sql.LOG_COLUMNS, [*map(log_row, self._log)])
        if self._added:
            rows = [order_row(self._held[order_id]) for order_id in self._added]
            parts.append(sql.ADD)
            values |= arrays("add", sql.ORDER_COLUMNS, rows)
        if self._changed:
            rows = [progress_row(self._held[order_id]) for order_id in sorted(self._changed)]
            parts.append(sql.KEEP)
            values |= arrays("keep", sql.PROGRESS_COLUMNS, rows)
        end = self._pay(parts, values) if self._payments else sql.QUIET
        self._connection.exec_driver_sql(f"WITH {', '.join(parts)} {end}", values)
        self._added.clear()
        self._changed.clear()
        self._payments.clear()
        self._log.clear()

    def _pay(self, parts: list[str], values: dict[str, Any]) -> str:
        steps, now = [self._payments[key] for key in sorted(self._payments)], self._clock.now()
        parts.append(sql.PAY)
        values |= arrays("pay", sql.PAYMENT_COLUMNS, [payment_row(step, now) for step in steps])
        return sql.WAKE if any(step.work for step in steps) else sql.QUIET
