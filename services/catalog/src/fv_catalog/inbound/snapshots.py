"""Products as the contract's messages, for replies and queries.

The events map theirs apart (outbound/broker), so that the two may change apart.
"""

from firstviscount.catalog.v1 import product_pb2
from fv_catalog.domain.product import Product

from .prices import money_of


def product_snapshot(product: Product) -> product_pb2.Product:
    """Return the message of a product."""
    message = product_pb2.Product(
        sku=product.sku,
        name=product.name,
        description=product.description,
        kind=f"PRODUCT_KIND_{product.kind.name}",
        attributes=product.attributes,
        state=f"PRODUCT_STATE_{product.state.name}",
        price=money_of(product.price),
        version=product.version,
    )
    message.created_at.FromDatetime(product.created_at)
    message.updated_at.FromDatetime(product.updated_at)
    return message
