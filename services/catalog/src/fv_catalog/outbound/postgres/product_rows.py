"""Products as rows."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row

from fv_catalog.domain.price import Price
from fv_catalog.domain.product import Product, ProductKind, ProductState

COLUMNS = (
    "sku, name, description, kind, attributes, state, price_amount, currency_code, version, "
    "created_at, updated_at"
)


def product_of(row: Row[Any]) -> Product:
    """Return the product that a row shows."""
    return Product(
        sku=row.sku,
        name=row.name,
        description=row.description,
        kind=ProductKind(row.kind),
        attributes=row.attributes,
        price=Price(row.currency_code, row.price_amount),
        created_at=row.created_at,
        updated_at=row.updated_at,
        state=ProductState(row.state),
        version=row.version,
    )


def columns_of(products: Collection[Product]) -> dict[str, list[object]]:
    """Return the products as one array a column, for unnest."""
    return {
        "sku": [each.sku for each in products],
        "name": [each.name for each in products],
        "description": [each.description for each in products],
        "kind": [each.kind.value for each in products],
        "attributes": [json.dumps(dict(each.attributes)) for each in products],
        "state": [each.state.value for each in products],
        "price_amount": [each.price.amount for each in products],
        "currency_code": [each.price.currency_code for each in products],
        "version": [each.version for each in products],
        "created_at": [each.created_at for each in products],
        "updated_at": [each.updated_at for each in products],
    }
