"""A reservation's time has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fv_chassis.deadlines import Deadline
from fv_inventory.application.use_cases.expire_order import ExpireOrder, ExpireOrderHandler

NAME: Final = "reservation"
"""The deadlines' name in the chassis' table."""


@dataclass(frozen=True, slots=True)
class DueReservation:
    """An order whose reservation is due, and the id that its messages share, if it is known."""

    order_id: UUID
    correlation_id: UUID | None


def due_reservations(deadlines: Iterable[Deadline]) -> list[DueReservation]:
    """Return what is due, in the order in which reservations are locked."""
    return sorted(map(_due, deadlines), key=lambda each: each.order_id)


def _due(deadline: Deadline) -> DueReservation:
    correlation = deadline.payload.get("correlation_id")
    return DueReservation(UUID(deadline.subject), UUID(correlation) if correlation else None)


def when_reservation_due(expire: ExpireOrderHandler, due: DueReservation) -> None:
    """Give back what the order still holds."""
    expire(ExpireOrder(due.order_id))
