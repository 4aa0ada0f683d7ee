"""Deadlines that passed."""

from collections.abc import Sequence
from uuid import UUID

from fv_chassis.deadlines import Deadline
from fv_orders.application.ports.fulfilment import Cause
from fv_orders.application.ports.unit import Unit
from fv_orders.application.use_cases.advance_order import AdvanceOrderHandler
from fv_orders.domain.inputs import DeadlinePassed


def when_deadlines_passed(
    unit: Unit, advance: AdvanceOrderHandler, deadlines: Sequence[Deadline]
) -> None:
    """Tell each order, all locked at once."""
    order_ids = [UUID(deadline.subject) for deadline in deadlines]
    unit.orders.lock(order_ids)
    for order_id, deadline in zip(order_ids, deadlines, strict=True):
        order = unit.orders.get(order_id)
        traceparent = order.traceparent if order is not None else ""
        cause = Cause("deadline", deadline.due_at, traceparent=traceparent)
        advance.handle(order_id, DeadlinePassed(), cause)
    unit.flush()
