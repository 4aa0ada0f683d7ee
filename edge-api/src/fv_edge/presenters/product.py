"""Products."""

from typing import Any

from firstviscount.catalog.v1.product_pb2 import Product, ProductKind, ProductState
from fv_edge.presenters.money import present_money
from fv_edge.presenters.values import present_time, state_names

_KINDS = state_names(ProductKind, "PRODUCT_KIND_")
_STATES = state_names(ProductState, "PRODUCT_STATE_")


def present_product(product: Product) -> dict[str, Any]:
    """Return a product's JSON."""
    return {
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "kind": _KINDS.get(product.kind, ""),
        "attributes": dict(product.attributes),
        "state": _STATES.get(product.state, ""),
        "price": present_money(product.price),
        "version": product.version,
        "created_at": present_time(product.created_at),
        "updated_at": present_time(product.updated_at),
    }
