"""A batch of the catalogue's events as one unit of work."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from google.protobuf.message import DecodeError

from firstviscount.catalog.v1 import events_pb2, product_pb2
from fv_chassis.messages import InvalidMessage, Message
from fv_orders.application.ports.unit import Unit
from fv_orders.application.use_cases.keep_product_copy import KeepProductCopyHandler
from fv_orders.domain.products import ProductCopy

_EVENTS: dict[str, Any] = {
    "firstviscount.catalog.v1.ProductCreated": events_pb2.ProductCreated,
    "firstviscount.catalog.v1.ProductUpdated": events_pb2.ProductUpdated,
    "firstviscount.catalog.v1.PriceChanged": events_pb2.PriceChanged,
    "firstviscount.catalog.v1.ProductRetired": events_pb2.ProductRetired,
}


class CatalogWork:
    """Keeps the newest copy of every product that the batch names."""

    def __init__(self, unit: Unit, keep: KeepProductCopyHandler) -> None:
        self._unit = unit
        self._keep = keep

    def prepare(self, messages: Sequence[Message]) -> None:
        """Nothing is needed beforehand: a copy is kept by one conditional statement."""

    def handle(self, message: Message) -> None:
        """Keep the product as the event shows it."""
        event = _EVENTS.get(message.type)
        if event is None:
            return
        try:
            product = event.FromString(message.value).product
        except DecodeError as error:
            raise InvalidMessage(f"{message.type}: {error}") from error
        self._keep.handle(_copy(product, message.sequence))

    def flush(self) -> None:
        """Write what the batch changed."""
        self._unit.flush()


def _copy(product: product_pb2.Product, sequence: int) -> ProductCopy:
    if not product.sku:
        raise InvalidMessage("a product without a sku")
    price = product.price
    amount = Decimal(price.units) + Decimal(price.nanos).scaleb(-9)
    return ProductCopy(
        sku=product.sku,
        price=amount.quantize(Decimal("0.0001")),
        currency_code=price.currency_code,
        requires_stock=product.kind != product_pb2.PRODUCT_KIND_SERVICE,
        active=product.state == product_pb2.PRODUCT_STATE_ACTIVE,
        version=sequence or product.version,
    )
