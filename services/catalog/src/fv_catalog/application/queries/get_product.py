"""One product."""

from fv_catalog.application.ports.product_reader import ProductReader
from fv_catalog.domain.errors import UnknownSku
from fv_catalog.domain.fields import checked_sku
from fv_catalog.domain.product import Product


class GetProduct:
    """Shows a product, retired or not."""

    def __init__(self, reader: ProductReader) -> None:
        self._reader = reader

    def __call__(self, sku: str) -> Product:
        """Return the product; raises InvalidField, UnknownSku."""
        checked = checked_sku(sku)
        product = self._reader.product(checked)
        if product is None:
            raise UnknownSku(f"There is no product {checked}.", "sku")
        return product
