"""Where products are kept."""

from collections.abc import Collection
from typing import Protocol

from fv_catalog.domain.product import Product


class ProductRepository(Protocol):
    """Products in one open transaction.

    `lock` locks and reads what the batch names, by sku, in one statement; `find` answers from that
    and from what was saved since; `flush` writes what was saved, whole. Nobody sees it before the
    transaction commits.
    """

    def lock(self, skus: Collection[str]) -> None:
        """Lock and read the products with these skus that exist, in order of their skus."""
        ...

    def find(self, sku: str) -> Product | None:
        """Return the product, or None."""
        ...

    def save(self, product: Product) -> None:
        """Keep the product as it is now."""
        ...

    def flush(self) -> None:
        """Write what was saved."""
        ...
