"""Orders' own copy of the catalogue."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from fv_orders.domain.products import ProductCopy


class ProductCopies(Protocol):
    """The copies; a copy only ever moves to a higher version."""

    def load(self, skus: Iterable[str]) -> None:
        """Read these copies for `known`."""

    def known(self) -> Mapping[str, ProductCopy]:
        """Return what was loaded, by sku; skus without a copy are missing."""

    def keep(self, copy: ProductCopy) -> None:
        """Keep the copy unless one of the same or a higher version is there."""
