"""Copies of the catalogue in memory."""

from collections.abc import Iterable, Mapping

from fv_orders.domain.products import ProductCopy
from fv_orders.outbound.memory.state import State


class InMemoryProductCopies:
    """The copies of one unit."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._loaded: dict[str, ProductCopy] = {}

    def load(self, skus: Iterable[str]) -> None:
        """Read the copies."""
        known = self._state.products
        self._loaded.update({sku: known[sku] for sku in skus if sku in known})

    def known(self) -> Mapping[str, ProductCopy]:
        """Return what was loaded."""
        return self._loaded

    def keep(self, copy: ProductCopy) -> None:
        """Keep a newer copy."""
        present = self._state.products.get(copy.sku)
        if present is None or present.version < copy.version:
            self._state.products[copy.sku] = copy
