"""What the store in memory holds."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fv_orders.application.ports.orders import TimelineEntry
from fv_orders.domain.events import OrderEvent
from fv_orders.domain.order import Order
from fv_orders.domain.products import ProductCopy
from fv_orders.domain.states import PaymentState, PaymentWork


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One attempt: where it stands, and the work that is due on it, if any."""

    order: Order
    state: PaymentState
    work: PaymentWork | None
    due_at: datetime
    tries: int


@dataclass(slots=True)
class State:
    """Everything that is committed."""

    orders: dict[UUID, Order] = field(default_factory=dict)
    timeline: dict[UUID, tuple[TimelineEntry, ...]] = field(default_factory=dict)
    payments: dict[tuple[UUID, int], PaymentRow] = field(default_factory=dict)
    products: dict[str, ProductCopy] = field(default_factory=dict)
    deadlines: dict[UUID, datetime] = field(default_factory=dict)
    events: list[OrderEvent] = field(default_factory=list)

    def copy(self) -> "State":
        """Return a state that can be changed without changing this one."""
        return State(
            dict(self.orders),
            dict(self.timeline),
            dict(self.payments),
            dict(self.products),
            dict(self.deadlines),
            list(self.events),
        )
