"""What is on one sku's shelves."""

from collections.abc import Sequence

from fv_inventory.application.ports.inventory_reader import InventoryReader
from fv_inventory.domain.errors import UnknownSku
from fv_inventory.domain.fields import checked_sku
from fv_inventory.domain.shelf import StockLevel


class GetStock:
    """Shows a sku's shelves by location."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(self, sku: str) -> Sequence[StockLevel]:
        """Return the shelves; raises InvalidField, UnknownSku when it was never stocked."""
        checked = checked_sku(sku)
        levels = self._reader.levels_of(checked)
        if not levels:
            raise UnknownSku(f"{checked} was never received.", "sku")
        return levels
