"""Add a product."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fv_catalog.application.ports.clock import Clock
from fv_catalog.application.ports.event_publisher import EventPublisher
from fv_catalog.application.ports.product_repository import ProductRepository
from fv_catalog.domain.errors import ProductExists
from fv_catalog.domain.events import ProductCreated
from fv_catalog.domain.fields import (
    checked_attributes,
    checked_description,
    checked_name,
    checked_sku,
)
from fv_catalog.domain.price import Price
from fv_catalog.domain.product import Product, ProductKind


@dataclass(frozen=True, slots=True)
class CreateProduct:
    """A new product; the sku may come in any case."""

    sku: str
    name: str
    kind: ProductKind
    price: Price
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class CreateProductHandler:
    """Add a product, on sale at once.

    - The sku is 1 to 64 letters, digits, spaces, dots, underscores or hyphens, kept in upper case.
    - The name is 1 to 200 characters, the description at most 10,000, with at most 50 attributes.
    - The price is at least zero, with at most four decimals.
    - A sku is taken once, even by a product that was retired (ProductExists).
    """

    def __init__(self, products: ProductRepository, events: EventPublisher, clock: Clock) -> None:
        self._products = products
        self._events = events
        self._clock = clock

    def __call__(self, request: CreateProduct) -> Product:
        """Return the new product; raises InvalidField, ProductExists."""
        now = self._clock.now()
        product = Product(
            sku=checked_sku(request.sku),
            name=checked_name(request.name),
            description=checked_description(request.description),
            kind=request.kind,
            attributes=checked_attributes(request.attributes),
            price=request.price,
            created_at=now,
            updated_at=now,
        )
        if self._products.find(product.sku):
            raise ProductExists(f"The product {product.sku} exists.", "sku")
        self._products.save(product)
        self._events.publish(ProductCreated(product))
        return product
