"""What an input leads to."""

from dataclasses import dataclass

from fv_orders.domain.events import OrderEvent
from fv_orders.domain.order import Order
from fv_orders.domain.states import PaymentWork


@dataclass(frozen=True, slots=True)
class AskProvider:
    """Have the payment worker call the provider about the order's present attempt."""

    work: PaymentWork

    @property
    def name(self) -> str:
        """The request's name in the timeline."""
        return f"ask_{self.work}"


@dataclass(frozen=True, slots=True)
class StopDeadline:
    """The order no longer needs its deadline."""

    @property
    def name(self) -> str:
        """The request's name in the timeline."""
        return "stop_deadline"


Decision = OrderEvent | AskProvider | StopDeadline


@dataclass(frozen=True, slots=True)
class Decided:
    """The order after an input, the decisions in their order, and a sentence that says why."""

    order: Order
    decisions: tuple[Decision, ...]
    detail: str
