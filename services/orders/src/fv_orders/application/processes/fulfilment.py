"""Carries out what the order's process decides, within one unit of work."""

from dataclasses import replace
from datetime import datetime, timedelta

from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.fulfilment import Cause
from fv_orders.application.ports.orders import Step, TimelineEntry
from fv_orders.application.ports.unit import Unit
from fv_orders.application.processes.order_fulfilment import decide
from fv_orders.domain.decisions import AskProvider, Decided, StopDeadline
from fv_orders.domain.events import OrderEvent, OrderPlaced
from fv_orders.domain.inputs import Input
from fv_orders.domain.order import Order


class OrderFulfilment:
    """The process over one unit of work; `patience` is how long an order may stay pending."""

    def __init__(self, unit: Unit, clock: Clock, patience: timedelta) -> None:
        self._unit = unit
        self._clock = clock
        self._patience = patience

    def begin(self, order: Order, cause: Cause) -> Order:
        """Keep a new order, publish it and start its deadline."""
        order = replace(order, version=1, steps=1)
        event = OrderPlaced(order)
        decided = Decided(order, (event,), "The order was accepted.")
        self._unit.orders.add(Step(order, _entry(decided, cause, self._clock.now())))
        self._unit.events.publish(event)
        self._unit.deadlines.set(order, order.placed_at + self._patience)
        return order

    def advance(self, order: Order, given: Input, cause: Cause) -> Order:
        """Decide, and keep and publish what was decided."""
        now = self._clock.now()
        decided = decide(order, given, now)
        after = replace(decided.order, steps=order.steps + 1)
        decided = replace(decided, order=after)
        work = None
        for decision in decided.decisions:
            match decision:
                case AskProvider():
                    work = decision.work
                case StopDeadline():
                    self._unit.deadlines.stop(after)
                case OrderEvent():
                    self._unit.events.publish(decision)
        pays = work is not None or after.payment is not order.payment
        self._unit.orders.keep(Step(after, _entry(decided, cause, now), pays, work))
        return after


def _entry(decided: Decided, cause: Cause, now: datetime) -> TimelineEntry:
    return TimelineEntry(
        number=decided.order.steps,
        given=cause.name,
        message_id=cause.message_id,
        decisions=tuple(decision.name for decision in decided.decisions),
        states=decided.order.states,
        detail=decided.detail,
        occurred_at=cause.occurred_at,
        decided_at=now,
        trace_id=cause.trace_id,
    )
