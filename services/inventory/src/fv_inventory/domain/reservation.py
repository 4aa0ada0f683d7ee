"""What one order holds, from the first word about the order to its end."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ReservationState(StrEnum):
    """The life of a reservation; all but RESERVED and COMMITTED are ends."""

    RESERVED = "reserved"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"
    RETURNED = "returned"
    REJECTED = "rejected"
    FORGONE = "forgone"


@dataclass(frozen=True, slots=True)
class HeldUnits:
    """A quantity of one sku at one location."""

    sku: str
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """One order's units, whole; they never change, only the state does.

    `version` counts the events about it: a tombstone (FORGONE), of which nobody is told, has 0.
    `refusal` is the reason why its commit was refused, or empty.
    """

    order_id: UUID
    state: ReservationState
    units: tuple[HeldUnits, ...] = ()
    version: int = 0
    expires_at: datetime | None = None
    refusal: str = ""

    def now(self, state: ReservationState) -> "Reservation":
        """Return the reservation in its next state, one event later."""
        return replace(self, state=state, version=self.version + 1)

    def refused(self, reason: str) -> "Reservation":
        """Return the reservation whose commit was refused, one event later."""
        return replace(self, refusal=reason, version=self.version + 1)

    def has_lapsed(self, at: datetime) -> bool:
        """Say whether its life is over, no matter whether anybody has noticed yet."""
        return self.expires_at is not None and at >= self.expires_at
