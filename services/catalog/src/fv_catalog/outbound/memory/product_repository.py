"""Products in memory."""

from collections.abc import Collection

from fv_catalog.domain.product import Product

from .store import State


class InMemoryProductRepository:
    """The ProductRepository of a transaction in memory."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._loaded: dict[str, Product] = {}
        self._saved: dict[str, Product] = {}

    def lock(self, skus: Collection[str]) -> None:
        """See ProductRepository."""
        self._loaded.update({sku: self._state[sku] for sku in skus if sku in self._state})

    def find(self, sku: str) -> Product | None:
        """See ProductRepository."""
        return self._loaded.get(sku)

    def save(self, product: Product) -> None:
        """See ProductRepository."""
        self._loaded[product.sku] = product
        self._saved[product.sku] = product

    def flush(self) -> None:
        """See ProductRepository."""
        self._state.update(self._saved)
        self._saved.clear()
