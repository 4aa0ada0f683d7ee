"""Reads what the platform holds of a replay, and waits until nothing moves any more."""

import time
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

import grpc

from fv_cli.failures import CommandFailed
from fv_cli.grpc import QueryClients
from fv_cli.records.money import decimal_of
from fv_cli.records.provider import provider_ledger
from fv_cli.records.services import all_levels, all_orders, all_payments, any_pending
from fv_cli.replay.comparison import Outcome, PlacedOrder
from fv_cli.replay.sales import SaleLine
from fv_messages.firstviscount.orders.v1 import (
    GetCatalogCopyRequest,
    Order,
    Payment,
    PaymentState,
)

_PAUSE_SECONDS = 0.1
_AWAY = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.UNAUTHENTICATED,
    }
)
"""Codes after which a condition is asked for again: the thing, or its service, is not there yet."""


class NotSettled(CommandFailed):
    """The platform did not come to rest in time."""


def wait_for_copies(queries: QueryClients, versions: Mapping[str, int], seconds: float) -> None:
    """Wait until orders knows these versions of these skus."""
    missing = dict(versions)

    def all_known() -> bool:
        while missing:
            sku, version = next(iter(missing.items()))
            copy = queries.orders.get_catalog_copy(GetCatalogCopyRequest(sku=sku))
            if copy.version < version:
                return False
            del missing[sku]
        return True

    wait_until("orders to know the catalogue", all_known, seconds)


def wait_until_settled(queries: QueryClients, seconds: float) -> None:
    """Wait until no order is on its way and every confirmed one is paid."""

    def settled() -> bool:
        return not any_pending(queries) and not any(map(_is_open, all_payments(queries)))

    wait_until("every order to settle", settled, seconds)


def observe(queries: QueryClients, provider_url: str, references: Collection[str]) -> Outcome:
    """Return all orders with these references, all stock, and all money taken."""
    stock: dict[str, tuple[int, int]] = {}
    for level in all_levels(queries):
        on_hand, reserved = stock.get(level.sku, (0, 0))
        stock[level.sku] = (on_hand + level.on_hand, reserved + level.reserved)
    orders = tuple(_order(order) for order in all_orders(queries) if order.reference in references)
    return Outcome(orders, stock, captured(provider_url))


def captured(provider_url: str) -> dict[str, Decimal]:
    """Return the money that the provider has taken and not given back, by order."""
    signs = {"capture": 1, "refund": -1}
    taken: dict[str, Decimal] = {}
    for entry in provider_ledger(provider_url):
        moved = signs.get(entry.kind, 0) * entry.amount
        taken[entry.order_id] = taken.get(entry.order_id, Decimal()) + moved
    return taken


def wait_until(what: str, condition: Callable[[], bool], seconds: float) -> None:
    """Poll until the condition holds; services that are away are asked again."""
    deadline = time.monotonic() + seconds
    while not _holds(condition):
        if time.monotonic() > deadline:
            raise NotSettled(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(_PAUSE_SECONDS)


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except grpc.RpcError as error:
        if error.code() in _AWAY:
            return False
        raise


def _is_open(payment: Payment) -> bool:
    """Return whether the provider has yet to do something for a payment."""
    return payment.state in (
        PaymentState.REQUESTED,
        PaymentState.AUTHORISED,
        PaymentState.VOIDING,
    )


def _order(order: Order) -> PlacedOrder:
    return PlacedOrder(
        order.order_id,
        order.reference,
        (order.state.name or "").lower(),
        (order.payment_state.name or "").lower(),
        decimal_of(order.total),
        tuple(
            SaleLine(line.sku, line.quantity, decimal_of(line.unit_price)) for line in order.lines
        ),
    )
