"""All shelves."""

from fv_inventory.application.ports.inventory_reader import InventoryReader, ShelfKey
from fv_inventory.domain.shelf import StockLevel

from .paging import Page, page_of, page_size


class ListStock:
    """Lists shelves by sku and location."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(self, after: ShelfKey | None, size: int) -> Page[StockLevel]:
        """Return the page that follows a shelf, or the first."""
        size = page_size(size)
        return page_of(self._reader.levels_after(after, size + 1), size)
