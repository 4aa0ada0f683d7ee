"""Every page of the services' lists."""

from collections.abc import Callable, Iterator
from typing import Any

from fv_cli.grpc import QueryClients
from fv_messages.firstviscount.catalog.v1 import ListProductsRequest, Product
from fv_messages.firstviscount.inventory.v1 import (
    ListLedgerRequest,
    ListReservationsRequest,
    ListStockRequest,
    Movement,
    Reservation,
    StockLevel,
)
from fv_messages.firstviscount.operations.v1 import (
    DeadLetter,
    DeadLetterState,
    ListDeadLettersRequest,
)
from fv_messages.firstviscount.orders.v1 import (
    ListOrdersRequest,
    ListPaymentsRequest,
    Order,
    OrderState,
    Payment,
)

PAGE = 500


def all_orders(
    queries: QueryClients, state: OrderState = OrderState.UNSPECIFIED
) -> Iterator[Order]:
    """Yield every order in the state, all when unspecified."""
    yield from _pages(
        lambda token: queries.orders.list_orders(
            ListOrdersRequest(page_size=PAGE, page_token=token, state=state)
        ),
        "orders",
    )


def any_pending(queries: QueryClients) -> bool:
    """Return whether an order is still on its way."""
    request = ListOrdersRequest(page_size=1, state=OrderState.PENDING)
    return bool(queries.orders.list_orders(request).orders)


def all_payments(queries: QueryClients) -> Iterator[Payment]:
    """Yield every payment that orders knows."""
    yield from _pages(
        lambda token: queries.orders.list_payments(
            ListPaymentsRequest(page_size=PAGE, page_token=token)
        ),
        "payments",
    )


def all_products(queries: QueryClients) -> Iterator[Product]:
    """Yield every product."""
    yield from _pages(
        lambda token: queries.catalog.list_products(
            ListProductsRequest(page_size=PAGE, page_token=token)
        ),
        "products",
    )


def all_levels(queries: QueryClients) -> Iterator[StockLevel]:
    """Yield every shelf."""
    yield from _pages(
        lambda token: queries.inventory.list_stock(
            ListStockRequest(page_size=PAGE, page_token=token)
        ),
        "levels",
    )


def all_reservations(queries: QueryClients) -> Iterator[Reservation]:
    """Yield every reservation."""
    yield from _pages(
        lambda token: queries.inventory.list_reservations(
            ListReservationsRequest(page_size=PAGE, page_token=token)
        ),
        "reservations",
    )


def movements_of(queries: QueryClients, sku: str) -> Iterator[Movement]:
    """Yield every movement of a sku, oldest first."""
    yield from _pages(
        lambda token: queries.inventory.list_ledger(
            ListLedgerRequest(sku=sku, page_size=PAGE, page_token=token)
        ),
        "movements",
    )


def open_dead_letters(queries: QueryClients, service: str) -> Iterator[DeadLetter]:
    """Yield the dead letters of a service that wait for a decision."""
    yield from _pages(
        lambda token: queries.operations(service).list_dead_letters(
            ListDeadLettersRequest(state=DeadLetterState.OPEN, page_size=PAGE, page_token=token)
        ),
        "dead_letters",
    )


def _pages(ask: Callable[[str], Any], name: str) -> Iterator[Any]:
    token = ""
    while True:
        page = ask(token)
        yield from getattr(page, name)
        token = page.next_page_token
        if not token:
            return
