"""A store in memory whose transactions are atomic and one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock
from uuid import UUID

from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import Reservation
from fv_inventory.domain.shelf import Movement


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A shelf's counters as they are kept."""

    on_hand: int
    reserved: int
    version: int
    announced: int


@dataclass(slots=True)
class State:
    """Everything that is kept; the values are immutable, so a shallow copy is a snapshot."""

    locations: dict[str, Location] = field(default_factory=dict)
    shelves: dict[tuple[str, str], ShelfRow] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    reservations: dict[UUID, Reservation] = field(default_factory=dict)
    expiries: dict[UUID, datetime] = field(default_factory=dict)

    def copied(self) -> "State":
        """Return a snapshot."""
        return replace(
            self,
            locations=dict(self.locations),
            shelves=dict(self.shelves),
            movements=list(self.movements),
            reservations=dict(self.reservations),
            expiries=dict(self.expiries),
        )


class InMemoryStore:
    """Keeps the state; knows the location "main", as the database does after its migration."""

    def __init__(self) -> None:
        self.state = State(locations={"main": Location("main", "Main warehouse")})
        self._lock = RLock()

    @contextmanager
    def transaction(self) -> Iterator[State]:
        """Yield a snapshot that becomes the state at the end, unless an exception leaves."""
        with self._lock:
            working = self.state.copied()
            yield working
            self.state = working
