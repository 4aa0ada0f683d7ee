"""Whether the counters are what the ledger says."""

from collections.abc import Sequence
from typing import Final

from fv_inventory.application.ports.inventory_reader import InventoryReader, LedgerDifference

LIMIT: Final = 500


class CompareLedger:
    """Lists shelves whose counters are not the sums of their movements: none, if all is well."""

    def __init__(self, reader: InventoryReader) -> None:
        self._reader = reader

    def __call__(self) -> Sequence[LedgerDifference]:
        """Return the first 500 of them."""
        return self._reader.ledger_differences(LIMIT)
