"""Products on PostgreSQL: one statement to lock a batch, one to write it."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, text

from fv_catalog.domain.product import Product
from fv_chassis.messages import Retryable

from .product_rows import COLUMNS, columns_of, product_of

_GIVEN: Final = """
    SELECT sku, name, description, kind, CAST(attributes AS jsonb) AS attributes, state,
           price_amount, currency_code, version, created_at, updated_at
      FROM unnest(
        CAST(:sku AS text[]), CAST(:name AS text[]), CAST(:description AS text[]),
        CAST(:kind AS text[]), CAST(:attributes AS text[]), CAST(:state AS text[]),
        CAST(:price_amount AS numeric[]), CAST(:currency_code AS text[]),
        CAST(:version AS bigint[]), CAST(:created_at AS timestamptz[]),
        CAST(:updated_at AS timestamptz[]))
        AS g(sku, name, description, kind, attributes, state, price_amount, currency_code, version,
             created_at, updated_at)
     ORDER BY sku"""

# The texts below are put together from constants of this service's own modules.
_LOCK: Final = text(
    f"SELECT {COLUMNS} FROM products WHERE sku = ANY(CAST(:skus AS text[])) "  # noqa: S608
    "ORDER BY sku FOR UPDATE"
)

_ADD: Final = text(f"INSERT INTO products ({COLUMNS}) {_GIVEN} ON CONFLICT (sku) DO NOTHING")

_CHANGE: Final = text(f"""
    UPDATE products p
       SET name = g.name, description = g.description, attributes = g.attributes, state = g.state,
           price_amount = g.price_amount, currency_code = g.currency_code, version = g.version,
           updated_at = g.updated_at
      FROM ({_GIVEN}) g
     WHERE p.sku = g.sku
""")  # noqa: S608


class PostgresProductRepository:
    """The ProductRepository of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[str, Product] = {}
        self._added: dict[str, Product] = {}
        self._changed: dict[str, Product] = {}

    def lock(self, skus: Collection[str]) -> None:
        """See ProductRepository."""
        if skus:
            rows = self._connection.execute(_LOCK, {"skus": sorted(skus)})
            self._loaded.update((row.sku, product_of(row)) for row in rows)

    def find(self, sku: str) -> Product | None:
        """See ProductRepository."""
        return self._loaded.get(sku)

    def save(self, product: Product) -> None:
        """See ProductRepository."""
        is_new = product.sku in self._added or product.sku not in self._loaded
        self._loaded[product.sku] = product
        (self._added if is_new else self._changed)[product.sku] = product

    def flush(self) -> None:
        """See ProductRepository; raises Retryable when somebody else added the same sku."""
        if self._added:
            written = self._connection.execute(_ADD, columns_of(self._added.values()))
            if written.rowcount != len(self._added):
                raise Retryable("a product was added by another transaction at the same time")
            self._added.clear()
        if self._changed:
            self._connection.execute(_CHANGE, columns_of(self._changed.values()))
            self._changed.clear()
