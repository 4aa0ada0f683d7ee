"""The payment worker's queue in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.payments import PaymentTask
from fv_orders.domain.retrying import LEASE, wait_after
from fv_orders.domain.states import PaymentWork
from fv_orders.outbound.memory.state import PaymentRow, State


class InMemoryPaymentQueue:
    """The due work of one unit."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    def claim(self, limit: int) -> Sequence[PaymentTask]:
        """Take due tasks, the longest due first."""
        now = self._clock.now()
        rows = self._state.payments
        due = [key for key, row in rows.items() if row.work is not None and row.due_at <= now]
        tasks = []
        for key in sorted(due, key=lambda key: rows[key].due_at)[:limit]:
            row = replace(rows[key], due_at=now + LEASE, tries=rows[key].tries + 1)
            rows[key] = row
            if row.work is not None:
                tasks.append(_task(row, row.work))
        return tasks

    def put_off(self, tasks: Iterable[PaymentTask]) -> None:
        """Have them due later, unless other work has taken their place."""
        for task in tasks:
            key = (task.order_id, task.attempt)
            row = self._state.payments[key]
            if row.work is task.work:
                due_at = self._clock.now() + wait_after(task.tries)
                self._state.payments[key] = replace(row, due_at=due_at)


def _task(row: PaymentRow, work: PaymentWork) -> PaymentTask:
    order = row.order
    return PaymentTask(
        order_id=order.order_id,
        attempt=order.attempt,
        work=work,
        amount=order.total,
        currency_code=order.currency_code,
        card_token=order.card_token,
        tries=row.tries,
        traceparent=order.traceparent,
    )
