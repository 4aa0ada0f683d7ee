"""The queries' reads on PostgreSQL, each one statement in its own short transaction."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Engine, text

from fv_catalog.domain.product import Product, ProductState

from .product_rows import COLUMNS, product_of

# The texts below are put together from constants of this service's own modules.
_PRODUCT: Final = text(f"SELECT {COLUMNS} FROM products WHERE sku = :sku")  # noqa: S608

_PRODUCTS_AFTER: Final = text(f"""
    SELECT {COLUMNS}
      FROM products
     WHERE sku > :after
       AND (CAST(:state AS text) IS NULL OR state = CAST(:state AS text))
     ORDER BY sku
     LIMIT :limit
""")  # noqa: S608


class PostgresProductReader:
    """The ProductReader on a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def product(self, sku: str) -> Product | None:
        """See ProductReader."""
        with self._engine.connect() as connection:
            row = connection.execute(_PRODUCT, {"sku": sku}).one_or_none()
        return product_of(row) if row is not None else None

    def products_after(
        self, after: str, limit: int, state: ProductState | None
    ) -> Sequence[Product]:
        """See ProductReader."""
        values = {"after": after, "limit": limit, "state": state and state.value}
        with self._engine.connect() as connection:
            return [product_of(row) for row in connection.execute(_PRODUCTS_AFTER, values)]
