"""Reads for the queries, outside every batch."""

from collections.abc import Sequence
from typing import Protocol

from fv_catalog.domain.product import Product, ProductState


class ProductReader(Protocol):
    """Committed products as of one moment per call."""

    def product(self, sku: str) -> Product | None:
        """Return one product, or None."""
        ...

    def products_after(
        self, after: str, limit: int, state: ProductState | None
    ) -> Sequence[Product]:
        """Return products by sku, from after a sku ("" for the first), of all states or one."""
        ...
