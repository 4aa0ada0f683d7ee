"""Set a product's price."""

from dataclasses import dataclass

from fv_catalog.application.ports.clock import Clock
from fv_catalog.application.ports.event_publisher import EventPublisher
from fv_catalog.application.ports.product_repository import ProductRepository
from fv_catalog.domain.errors import UnknownSku
from fv_catalog.domain.events import PriceChanged
from fv_catalog.domain.fields import checked_sku
from fv_catalog.domain.price import Price
from fv_catalog.domain.product import Product


@dataclass(frozen=True, slots=True)
class ChangePrice:
    """A product's new price."""

    sku: str
    price: Price
    expected_version: int = 0


class ChangePriceHandler:
    """Set a product's price, in the same currency or another.

    - The product exists (UnknownSku), is at the expected version if one is named (VersionMismatch),
      and is not retired (ProductIsRetired).
    - A price that is the present one succeeds and tells nothing.
    """

    def __init__(self, products: ProductRepository, events: EventPublisher, clock: Clock) -> None:
        self._products = products
        self._events = events
        self._clock = clock

    def __call__(self, request: ChangePrice) -> Product:
        """Return the product after the change; raises the errors named above, InvalidField."""
        sku = checked_sku(request.sku)
        product = self._products.find(sku)
        if product is None:
            raise UnknownSku(f"There is no product {sku}.", "sku")
        product.check_may_change(request.expected_version)
        after = product.priced(request.price, self._clock.now())
        if after is not product:
            self._products.save(after)
            self._events.publish(PriceChanged(after))
        return after
