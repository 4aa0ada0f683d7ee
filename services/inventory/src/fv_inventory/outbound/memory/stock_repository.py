"""Shelves and their ledger in memory."""

from collections.abc import Collection, Sequence

from fv_inventory.domain.shelf import Shelf

from .store import ShelfRow, State


class InMemoryStockRepository:
    """The StockRepository of a transaction in memory."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._by_sku: dict[str, list[Shelf]] = {}

    def lock(self, skus: Collection[str]) -> None:
        """See StockRepository."""
        self._by_sku.update({sku: [] for sku in skus if sku not in self._by_sku})
        for (sku, location), row in sorted(self._state.shelves.items(), key=lambda item: item[0]):
            if sku in skus:
                self._by_sku[sku].append(
                    Shelf(sku, location, row.on_hand, row.reserved, row.version, row.announced)
                )

    def shelves_of(self, sku: str) -> Sequence[Shelf]:
        """See StockRepository."""
        return self._by_sku[sku]

    def open(self, sku: str, location: str) -> Shelf:
        """See StockRepository."""
        shelf = Shelf(sku, location)
        self._by_sku[sku].append(shelf)
        self._by_sku[sku].sort(key=lambda each: each.location)
        return shelf

    def flush(self) -> None:
        """See StockRepository."""
        for shelf in (each for shelves in self._by_sku.values() for each in shelves):
            if not 0 <= shelf.reserved <= shelf.on_hand:
                raise ValueError(f"ck_stock_reserved: {shelf}")
            if shelf.movements:
                row = ShelfRow(shelf.on_hand, shelf.reserved, shelf.version, shelf.announced)
                self._state.shelves[shelf.sku, shelf.location] = row
                self._state.movements.extend(shelf.movements)
                shelf.movements.clear()
