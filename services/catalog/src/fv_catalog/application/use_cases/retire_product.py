"""Take a product off sale for good."""

from dataclasses import dataclass

from fv_catalog.application.ports.clock import Clock
from fv_catalog.application.ports.event_publisher import EventPublisher
from fv_catalog.application.ports.product_repository import ProductRepository
from fv_catalog.domain.errors import UnknownSku
from fv_catalog.domain.events import ProductRetired
from fv_catalog.domain.fields import checked_sku
from fv_catalog.domain.product import Product


@dataclass(frozen=True, slots=True)
class RetireProduct:
    """A product that is not sold any more."""

    sku: str
    expected_version: int = 0


class RetireProductHandler:
    """Take a product off sale.

    - The product exists (UnknownSku), is at the expected version if one is named (VersionMismatch),
      and was not retired before (ProductIsRetired).
    - Its sku stays taken.
    """

    def __init__(self, products: ProductRepository, events: EventPublisher, clock: Clock) -> None:
        self._products = products
        self._events = events
        self._clock = clock

    def __call__(self, request: RetireProduct) -> Product:
        """Return the product after the change; raises the errors named above, InvalidField."""
        sku = checked_sku(request.sku)
        product = self._products.find(sku)
        if product is None:
            raise UnknownSku(f"There is no product {sku}.", "sku")
        product.check_may_change(request.expected_version)
        after = product.retired(self._clock.now())
        self._products.save(after)
        self._events.publish(ProductRetired(after))
        return after
