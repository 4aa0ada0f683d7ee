"""Keep a copy of a product."""

from fv_orders.application.ports.products import ProductCopies
from fv_orders.domain.products import ProductCopy


class KeepProductCopyHandler:
    """Keeps what a catalogue event told.

    - Only a higher version replaces a copy: events may come late, doubled or out of order.
    """

    def __init__(self, products: ProductCopies) -> None:
        self._products = products

    def handle(self, copy: ProductCopy) -> None:
        """Keep the copy if it is newer."""
        self._products.keep(copy)
