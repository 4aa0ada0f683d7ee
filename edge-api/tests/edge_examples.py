"""Requests and things that the tests speak of."""

from firstviscount.catalog.v1.product_pb2 import Product, ProductKind, ProductState
from firstviscount.common.v1.money_pb2 import Money
from firstviscount.inventory.v1.stock_pb2 import StockLevel
from firstviscount.orders.v1.order_pb2 import Order, StockState

ORDER_ID = "5f3c6f0e-6f0b-5d0a-9d0e-1c6b8a9e7a11"

ONE_LANTERN = {
    "lines": [{"sku": "LANTERN", "quantity": 2}],
    "currency_code": "GBP",
    "card_token": "tok_approve",
}
NEW_LANTERN = {
    "sku": "LANTERN",
    "name": "White metal lantern",
    "price": {"amount": "2.55", "currency_code": "GBP"},
}


def lantern(version: int = 1, name: str = "White metal lantern") -> Product:
    """Return a product."""
    product = Product(
        sku="LANTERN",
        name=name,
        kind=ProductKind.PRODUCT_KIND_GOODS,
        state=ProductState.PRODUCT_STATE_ACTIVE,
        price=Money(currency_code="GBP", units=2, nanos=550_000_000),
        version=version,
    )
    product.created_at.FromJsonString("2026-12-01T09:30:00Z")
    product.updated_at.FromJsonString("2026-12-01T09:30:00Z")
    return product


def shelf(version: int = 1, location: str = "main", on_hand: int = 10) -> StockLevel:
    """Return lanterns on a shelf, three of them held."""
    return StockLevel(
        sku="LANTERN", location=location, on_hand=on_hand, reserved=3, version=version
    )


def alices_order(version: int = 1, state: str = "PENDING", payment: str = "NONE") -> Order:
    """Return an order of two lanterns."""
    order = Order(
        order_id=ORDER_ID,
        customer_id="alice",
        state=f"ORDER_STATE_{state}",
        payment_state=f"PAYMENT_STATE_{payment}",
        stock_state=StockState.STOCK_STATE_NONE,
        total=Money(currency_code="GBP", units=5, nanos=100_000_000),
        version=version,
    )
    order.lines.add(
        sku="LANTERN",
        quantity=2,
        unit_price=Money(currency_code="GBP", units=2, nanos=550_000_000),
        requires_stock=True,
    )
    order.placed_at.FromJsonString("2026-12-01T09:30:00Z")
    order.updated_at.FromJsonString("2026-12-01T09:30:00Z")
    return order
