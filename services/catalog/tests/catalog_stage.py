"""A stage in memory on which tests play commands, and look at what happened."""

from decimal import Decimal

from fv_catalog.application.use_cases.change_price import ChangePrice, ChangePriceHandler
from fv_catalog.application.use_cases.create_product import CreateProduct, CreateProductHandler
from fv_catalog.application.use_cases.retire_product import RetireProduct, RetireProductHandler
from fv_catalog.application.use_cases.update_product import UpdateProduct, UpdateProductHandler
from fv_catalog.domain.events import ProductEvent
from fv_catalog.domain.price import Price
from fv_catalog.domain.product import Product, ProductKind
from fv_catalog.outbound.memory.clock import FrozenClock
from fv_catalog.outbound.memory.event_publisher import InMemoryEventPublisher
from fv_catalog.outbound.memory.product_reader import InMemoryProductReader
from fv_catalog.outbound.memory.product_repository import InMemoryProductRepository
from fv_catalog.outbound.memory.store import InMemoryStore

Request = CreateProduct | UpdateProduct | ChangePrice | RetireProduct
HANDLERS = {
    CreateProduct: CreateProductHandler,
    UpdateProduct: UpdateProductHandler,
    ChangePrice: ChangePriceHandler,
    RetireProduct: RetireProductHandler,
}


def pounds(amount: str) -> Price:
    """Return a price in GBP."""
    return Price("GBP", Decimal(amount))


def mug(sku: str = "MUG") -> CreateProduct:
    """Return the making of a mug at 2.55 pounds."""
    return CreateProduct(
        sku, "A mug", ProductKind.GOODS, pounds("2.55"), "Blue.", {"colour": "blue"}
    )


class Stage:
    """Catalog in memory; every call is a transaction of its own."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.clock = FrozenClock()
        self.events: list[ProductEvent] = []
        self.reader = InMemoryProductReader(self.store)

    def given(self, *requests: Request) -> "Stage":
        """Carry out what went before."""
        for request in requests:
            self.when(request)
        return self

    def when(self, request: Request) -> Product:
        """Carry out one command."""
        published = InMemoryEventPublisher()
        with self.store.transaction() as state:
            products = InMemoryProductRepository(state)
            products.lock([request.sku.strip().upper()])
            product: Product = HANDLERS[type(request)](products, published, self.clock)(request)
            products.flush()
        self.events += published.published
        return product

    def told(self) -> list[tuple[str, int]]:
        """Return the names of the events and the versions that they carry, in order."""
        return [(type(event).__name__, event.product.version) for event in self.events]
