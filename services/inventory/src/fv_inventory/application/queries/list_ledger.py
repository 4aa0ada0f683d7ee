"""How a sku's counters came about."""

from fv_inventory.application.ports.inventory_reader import InventoryReader, MovementView
from fv_inventory.domain.fields import checked_sku

from .paging import Page, page_of, page_size


class ListLedger:
    """Lists a sku's movements, oldest first."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(self, sku: str, after: int, size: int) -> Page[MovementView]:
        """Return the page that follows movement number `after`; raises InvalidField."""
        size = page_size(size)
        return page_of(self._reader.movements_of(checked_sku(sku), after, size + 1), size)
