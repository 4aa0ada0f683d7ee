"""Put units on a shelf."""

from dataclasses import dataclass

from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.location_repository import LocationRepository
from fv_inventory.application.ports.stock_repository import StockRepository
from fv_inventory.domain.errors import UnknownLocation
from fv_inventory.domain.events import StockReceived
from fv_inventory.domain.fields import (
    checked_location,
    checked_quantity,
    checked_reason,
    checked_sku,
)
from fv_inventory.domain.shelf import Shelf, StockLevel


@dataclass(frozen=True, slots=True)
class ReceiveStock:
    """The sku and location (in any case), the units, and why (may be empty)."""

    sku: str
    location: str
    quantity: int
    reason: str = ""


class ReceiveStockHandler:
    """Put units on a shelf.

    - 1 to 1,000,000,000 units a receipt.
    - The location must be registered (UnknownLocation); a sku that has no shelf there gets one.
    - The movement is a ledger row.
    """

    def __init__(
        self,
        stock: StockRepository,
        locations: LocationRepository,
        events: EventPublisher,
        clock: Clock,
    ) -> None:
        self._stock = stock
        self._locations = locations
        self._events = events
        self._clock = clock

    def __call__(self, request: ReceiveStock) -> StockLevel:
        """Return the shelf after the movement; raises InvalidField, UnknownLocation."""
        sku = checked_sku(request.sku)
        code = checked_location(request.location)
        quantity = checked_quantity(request.quantity)
        reason = checked_reason(request.reason, required=False)
        if self._locations.find(code) is None:
            raise UnknownLocation(f"There is no location {code}.", "location")
        shelf = self._shelf(sku, code)
        sequence = sum(each.announced for each in self._stock.shelves_of(sku)) + 1
        shelf.receive(quantity, self._clock.now(), reason)
        shelf.announced += 1
        self._events.publish(StockReceived(shelf.level(), quantity, reason, sequence))
        return shelf.level()

    def _shelf(self, sku: str, code: str) -> Shelf:
        for shelf in self._stock.shelves_of(sku):
            if shelf.location == code:
                return shelf
        return self._stock.open(sku, code)
