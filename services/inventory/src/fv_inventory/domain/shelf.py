"""One sku at one location: two counters and the movements that explain them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from .errors import StockHeld


class MovementKind(StrEnum):
    """Why a shelf's counters changed."""

    RECEIVED = "received"
    ADJUSTED = "adjusted"
    RESERVED = "reserved"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of the ledger; the counters of a shelf are the sums of its deltas."""

    sku: str
    location: str
    kind: MovementKind
    on_hand_delta: int
    reserved_delta: int
    moved_at: datetime
    order_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StockLevel:
    """A shelf's counters at one version; available = on_hand - reserved."""

    sku: str
    location: str
    on_hand: int
    reserved: int
    version: int


@dataclass(slots=True)
class Shelf:
    """One sku at one location; 0 <= reserved <= on_hand always.

    `version` rises by one with every movement. `announced` counts the events that this shelf put
    on the stock topic, and `movements` are those made since the shelf was loaded.
    """

    sku: str
    location: str
    on_hand: int = 0
    reserved: int = 0
    version: int = 0
    announced: int = 0
    movements: list[Movement] = field(default_factory=list)

    @property
    def available(self) -> int:
        """The units that no order holds."""
        return self.on_hand - self.reserved

    def level(self) -> StockLevel:
        """Return the counters as they stand."""
        return StockLevel(self.sku, self.location, self.on_hand, self.reserved, self.version)

    def receive(self, quantity: int, at: datetime, reason: str) -> None:
        """Put units on the shelf."""
        self._move(MovementKind.RECEIVED, quantity, 0, at, reason=reason)

    def adjust(self, delta: int, at: datetime, reason: str) -> None:
        """Correct the count; raises StockHeld when it would fall below what orders hold."""
        if self.on_hand + delta < self.reserved:
            raise StockHeld(
                f"{self.sku} at {self.location}: {self.on_hand} on hand, {self.reserved} of them "
                f"held by orders; an adjustment of {delta} would take too many.",
                "delta",
            )
        self._move(MovementKind.ADJUSTED, delta, 0, at, reason=reason)

    def hold(self, quantity: int, at: datetime, order_id: UUID) -> None:
        """Hold units for an order; the caller has seen that they are available."""
        self._move(MovementKind.RESERVED, 0, quantity, at, order_id)

    def sell(self, quantity: int, at: datetime, order_id: UUID) -> None:
        """Let held units leave the shelf."""
        self._move(MovementKind.COMMITTED, -quantity, -quantity, at, order_id)

    def give_back(self, quantity: int, at: datetime, order_id: UUID, kind: MovementKind) -> None:
        """Free held units; `kind` is RELEASED or EXPIRED."""
        self._move(kind, 0, -quantity, at, order_id)

    def take_back(self, quantity: int, at: datetime, order_id: UUID) -> None:
        """Put sold units on the shelf again."""
        self._move(MovementKind.RETURNED, quantity, 0, at, order_id)

    def _move(
        self,
        kind: MovementKind,
        on_hand: int,
        reserved: int,
        at: datetime,
        order_id: UUID | None = None,
        reason: str = "",
    ) -> None:
        self.on_hand += on_hand
        self.reserved += reserved
        self.version += 1
        self.movements.append(
            Movement(self.sku, self.location, kind, on_hand, reserved, at, order_id, reason)
        )
