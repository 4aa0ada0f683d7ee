"""What happened to products; each event shows the product after the change."""

from dataclasses import dataclass

from .product import Product


@dataclass(frozen=True, slots=True)
class ProductEvent:
    """The product after the change."""

    product: Product


class ProductCreated(ProductEvent):
    """A product was added."""

    __slots__ = ()


class ProductUpdated(ProductEvent):
    """A product's texts or properties changed."""

    __slots__ = ()


class PriceChanged(ProductEvent):
    """A product's price changed."""

    __slots__ = ()


class ProductRetired(ProductEvent):
    """A product went off sale."""

    __slots__ = ()
