"""What happened to stock and reservations."""

from dataclasses import dataclass
from uuid import UUID

from .location import Location
from .reservation import Reservation
from .shelf import StockLevel


@dataclass(frozen=True, slots=True)
class LocationRegistered:
    """A place for stock was added."""

    location: Location


@dataclass(frozen=True, slots=True)
class StockReceived:
    """Units came onto a shelf; `sequence` counts the sku's events on the stock topic."""

    level: StockLevel
    quantity: int
    reason: str
    sequence: int


@dataclass(frozen=True, slots=True)
class StockAdjusted:
    """A shelf was corrected; `sequence` counts the sku's events on the stock topic."""

    level: StockLevel
    delta: int
    reason: str
    sequence: int


@dataclass(frozen=True, slots=True)
class ShortSku:
    """A sku that could not be reserved: asked for over all lines, and free over all locations."""

    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class StockRejected:
    """An order could not be reserved; nothing is held for it."""

    order_id: UUID
    short: tuple[ShortSku, ...]
    version: int


@dataclass(frozen=True, slots=True)
class StockCommitRefused:
    """A paid order could not be sold: `reason` is expired, released or unknown."""

    order_id: UUID
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class ReservationEvent:
    """The reservation after the change, and the shelves that it moved, after the change."""

    reservation: Reservation
    levels: tuple[StockLevel, ...]


class StockReserved(ReservationEvent):
    """All lines of an order are held."""

    __slots__ = ()


class StockCommitted(ReservationEvent):
    """An order's units are sold."""

    __slots__ = ()


class StockReleased(ReservationEvent):
    """An order's units were given back before they were sold."""

    __slots__ = ()


class StockExpired(ReservationEvent):
    """An order's units were given back because the reservation's life ended."""

    __slots__ = ()


class StockReturned(ReservationEvent):
    """An order's sold units were put back."""

    __slots__ = ()


Event = (
    LocationRegistered
    | StockReceived
    | StockAdjusted
    | StockRejected
    | StockCommitRefused
    | ReservationEvent
)
