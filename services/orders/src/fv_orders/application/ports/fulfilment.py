"""The process, as use cases see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fv_orders.domain.inputs import Input
from fv_orders.domain.order import Order


@dataclass(frozen=True, slots=True)
class Cause:
    """What brought an input: its name for the timeline, its message and trace if it had them."""

    name: str
    occurred_at: datetime
    message_id: UUID | None = None
    correlation_id: UUID | None = None
    traceparent: str = ""

    @property
    def trace_id(self) -> str:
        """The trace's id; empty when there is none."""
        parts = self.traceparent.split("-")
        return parts[1] if len(parts) == 4 else ""


class Fulfilment(Protocol):
    """Takes orders on."""

    def begin(self, order: Order, cause: Cause) -> Order:
        """Start the process of a new order and return it at its first version."""

    def advance(self, order: Order, given: Input, cause: Cause) -> Order:
        """Apply one input and carry out what it leads to; raises what the process refuses."""
