"""All locations."""

from collections.abc import Sequence

from fv_inventory.application.ports.inventory_reader import InventoryReader
from fv_inventory.domain.location import Location


class ListLocations:
    """Lists locations by code."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(self) -> Sequence[Location]:
        """Return all of them."""
        return self._reader.locations()
