"""Reads in memory."""

from collections.abc import Sequence
from itertools import islice

from fv_catalog.domain.product import Product, ProductState

from .store import InMemoryStore


class InMemoryProductReader:
    """The ProductReader of a store in memory."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def product(self, sku: str) -> Product | None:
        """See ProductReader."""
        return self._store.state.get(sku)

    def products_after(
        self, after: str, limit: int, state: ProductState | None
    ) -> Sequence[Product]:
        """See ProductReader."""
        following = (
            product
            for sku, product in sorted(self._store.state.items())
            if sku > after and state in (None, product.state)
        )
        return list(islice(following, limit))
