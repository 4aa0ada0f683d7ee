"""Correct a shelf after a count."""

from dataclasses import dataclass

from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.stock_repository import StockRepository
from fv_inventory.domain.errors import UnknownSku
from fv_inventory.domain.events import StockAdjusted
from fv_inventory.domain.fields import checked_delta, checked_location, checked_reason, checked_sku
from fv_inventory.domain.shelf import StockLevel


@dataclass(frozen=True, slots=True)
class AdjustStock:
    """The sku and location (in any case), the units to add or take, and why."""

    sku: str
    location: str
    delta: int
    reason: str


class AdjustStockHandler:
    """Correct a shelf's count.

    - The delta is not 0 and at most 1,000,000,000 either way; a reason is given.
    - The shelf must exist (UnknownSku).
    - What orders hold stays on the shelf (StockHeld).
    - The movement is a ledger row.
    """

    def __init__(self, stock: StockRepository, events: EventPublisher, clock: Clock) -> None:
        self._stock = stock
        self._events = events
        self._clock = clock

    def __call__(self, request: AdjustStock) -> StockLevel:
        """Return the shelf after the movement; raises InvalidField, UnknownSku, StockHeld."""
        sku = checked_sku(request.sku)
        code = checked_location(request.location)
        delta = checked_delta(request.delta)
        reason = checked_reason(request.reason, required=True)
        shelves = self._stock.shelves_of(sku)
        shelf = next((each for each in shelves if each.location == code), None)
        if shelf is None:
            raise UnknownSku(f"{sku} was never received at {code}.", "sku")
        sequence = sum(each.announced for each in shelves) + 1
        shelf.adjust(delta, self._clock.now(), reason)
        shelf.announced += 1
        self._events.publish(StockAdjusted(shelf.level(), delta, reason, sequence))
        return shelf.level()
