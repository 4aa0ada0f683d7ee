"""Change what buyers read about a product."""

from collections.abc import Mapping
from dataclasses import dataclass

from fv_catalog.application.ports.clock import Clock
from fv_catalog.application.ports.event_publisher import EventPublisher
from fv_catalog.application.ports.product_repository import ProductRepository
from fv_catalog.domain.errors import InvalidField, UnknownSku
from fv_catalog.domain.events import ProductUpdated
from fv_catalog.domain.fields import (
    checked_attributes,
    checked_description,
    checked_name,
    checked_sku,
)
from fv_catalog.domain.product import Product


@dataclass(frozen=True, slots=True)
class UpdateProduct:
    """What to change about a product; None leaves it. Attributes come as a whole set."""

    sku: str
    name: str | None = None
    description: str | None = None
    attributes: Mapping[str, str] | None = None
    expected_version: int = 0


class UpdateProductHandler:
    """Change a product's name, description or attributes.

    - At least one of them is given, within the limits that creation has.
    - The product exists (UnknownSku), is at the expected version if one is named (VersionMismatch),
      and is not retired (ProductIsRetired).
    - A change that changes nothing succeeds and tells nothing.
    """

    def __init__(self, products: ProductRepository, events: EventPublisher, clock: Clock) -> None:
        self._products = products
        self._events = events
        self._clock = clock

    def __call__(self, request: UpdateProduct) -> Product:
        """Return the product after the change; raises the errors named above, InvalidField."""
        sku = checked_sku(request.sku)
        name = None if request.name is None else checked_name(request.name)
        text = request.description
        description = None if text is None else checked_description(text)
        given = request.attributes
        attributes = None if given is None else checked_attributes(given)
        if (name, description, attributes) == (None, None, None):
            raise InvalidField("Name a name, a description or attributes to change.", "name")
        product = self._products.find(sku)
        if product is None:
            raise UnknownSku(f"There is no product {sku}.", "sku")
        product.check_may_change(request.expected_version)
        after = product.described(
            self._clock.now(), name=name, description=description, attributes=attributes
        )
        if after is not product:
            self._products.save(after)
            self._events.publish(ProductUpdated(after))
        return after
