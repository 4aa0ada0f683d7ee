"""Copies of the catalogue in PostgreSQL."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from fv_orders.domain.products import ProductCopy
from fv_orders.outbound.postgres import statements as sql


class PostgresProductCopies:
    """The copies of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[str, ProductCopy] = {}
        self._kept: dict[str, ProductCopy] = {}

    def load(self, skus: Iterable[str]) -> None:
        """Read the copies."""
        wanted = [sku for sku in set(skus) if sku not in self._loaded]
        if wanted:
            rows = self._connection.exec_driver_sql(sql.LOAD_PRODUCTS, {"skus": wanted})
            self._loaded.update({row[0]: ProductCopy(*row) for row in rows})

    def known(self) -> Mapping[str, ProductCopy]:
        """Return what was loaded."""
        return self._loaded

    def keep(self, copy: ProductCopy) -> None:
        """Keep the copy if it is newer; the database has the last word."""
        present = self._kept.get(copy.sku)
        if present is None or present.version < copy.version:
            self._kept[copy.sku] = copy

    def flush(self) -> None:
        """Write what was kept."""
        if self._kept:
            copies = list(self._kept.values())
            fields = ("sku", "price", "currency_code", "requires_stock", "active", "version")
            values = {name: [getattr(copy, name) for copy in copies] for name in fields}
            self._connection.exec_driver_sql(sql.KEEP_PRODUCTS, values)
            self._kept.clear()
