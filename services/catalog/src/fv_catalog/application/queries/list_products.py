"""All products."""

from fv_catalog.application.ports.product_reader import ProductReader
from fv_catalog.domain.product import Product, ProductState

from .paging import Page, page_of, page_size


class ListProducts:
    """Lists products by sku, of all states or one."""

    def __init__(self, reader: ProductReader) -> None:
        self._reader = reader

    def __call__(self, after: str, size: int, state: ProductState | None) -> Page[Product]:
        """Return the page that follows a sku ("" for the first)."""
        size = page_size(size)
        return page_of(self._reader.products_after(after, size + 1, state), size)
