"""Where orders live, with their payments' work and their timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fv_orders.domain.order import Order
from fv_orders.domain.states import PaymentWork


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step of an order's process, as operators read it; `number` counts from 1."""

    number: int
    given: str
    message_id: UUID | None
    decisions: tuple[str, ...]
    states: str
    detail: str
    occurred_at: datetime
    decided_at: datetime
    trace_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one step leaves behind.

    `work` is what the payment worker is asked for next; `pays` says that the payment's row changes
    with this step, and so that work which was asked for earlier is over.
    """

    order: Order
    entry: TimelineEntry
    pays: bool = False
    work: PaymentWork | None = None


class OrderRepository(Protocol):
    """The orders of one unit of work.

    Only orders that were locked or added in the unit can be got. Everything kept is written, or
    not, together with the rest of the unit.
    """

    def lock(self, order_ids: Iterable[UUID]) -> None:
        """Wait for and hold these orders to the unit's end; ids that are not known are passed."""

    def get(self, order_id: UUID) -> Order | None:
        """Return the order as this unit last kept it."""

    def add(self, step: Step) -> None:
        """Keep a new order; its id must not be taken."""

    def keep(self, step: Step) -> None:
        """Keep what a step made of an order that this unit has locked or added."""
