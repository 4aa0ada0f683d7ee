"""Products as the contract's messages, for events.

The queries map theirs apart (inbound), so that the two may change apart.
"""

from decimal import Decimal
from typing import Final

from firstviscount.catalog.v1 import product_pb2
from firstviscount.common.v1 import money_pb2
from fv_catalog.domain.price import Price
from fv_catalog.domain.product import Product

_NANOS: Final = 1_000_000_000


def product_message(product: Product) -> product_pb2.Product:
    """Return the message of a product."""
    message = product_pb2.Product(
        sku=product.sku,
        name=product.name,
        description=product.description,
        kind=f"PRODUCT_KIND_{product.kind.name}",
        attributes=product.attributes,
        state=f"PRODUCT_STATE_{product.state.name}",
        price=_money(product.price),
        version=product.version,
    )
    message.created_at.FromDatetime(product.created_at)
    message.updated_at.FromDatetime(product.updated_at)
    return message


def _money(price: Price) -> money_pb2.Money:
    units = int(price.amount)
    nanos = int((price.amount - Decimal(units)) * _NANOS)
    return money_pb2.Money(currency_code=price.currency_code, units=units, nanos=nanos)
