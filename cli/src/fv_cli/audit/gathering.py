"""Gathers an audit's facts from a platform: queries, the provider's ledger, the journal."""

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from fv_cli.audit.facts import (
    DeliveryFact,
    DifferenceFact,
    Facts,
    LevelFact,
    OrderFact,
    PaymentFact,
    ReservationFact,
)
from fv_cli.grpc import QueryClients
from fv_cli.platform_file import PlatformFile
from fv_cli.records.money import decimal_of
from fv_cli.records.provider import provider_ledger
from fv_cli.records.services import (
    all_levels,
    all_orders,
    all_payments,
    all_products,
    all_reservations,
    movements_of,
)
from fv_cli.traffic.journal import Entry, read_journal
from fv_messages.firstviscount.inventory.v1 import (
    CompareLedgerRequest,
    LedgerDifference,
    Reservation,
    StockLevel,
)
from fv_messages.firstviscount.operations.v1 import GetDeliveryStateRequest
from fv_messages.firstviscount.orders.v1 import Order

_MOMENT_SECONDS = 10.0
_PAUSE_SECONDS = 0.2


def gather(platform: PlatformFile, queries: QueryClients, journal: Path | None) -> Facts:
    """Return the facts as they are now; `grpc.RpcError` when a service does not answer."""
    entries = tuple(read_journal(journal)) if journal else ()
    return Facts(
        journal=entries,
        orders=tuple(map(_order, all_orders(queries))),
        payments=tuple(
            PaymentFact(
                payment.order_id,
                payment.payment_key,
                _name(payment.state.name),
                decimal_of(payment.amount),
            )
            for payment in all_payments(queries)
        ),
        reservations=tuple(map(_reservation, all_reservations(queries))),
        levels=tuple(map(_level, all_levels(queries))),
        ledger_differences=_differences(queries),
        deliveries=tuple(lasting_delivery_of(queries, service) for service in platform.grpc),
        provider=tuple(provider_ledger(platform.urls["provider"])),
        receipts=_receipts(queries, entries),
        skus=frozenset(product.sku for product in all_products(queries)),
    )


def lasting_delivery_of(queries: QueryClients, service: str) -> DeliveryFact:
    """Ask again for a moment while something is left: what is on its way is not what is stuck."""
    give_up_at = time.monotonic() + _MOMENT_SECONDS
    while True:
        found = delivery_of(queries, service)
        if not (found.unsent or found.due_deadlines) or time.monotonic() > give_up_at:
            return found
        time.sleep(_PAUSE_SECONDS)


def delivery_of(queries: QueryClients, service: str) -> DeliveryFact:
    """Ask one service what it has left to deliver."""
    state = queries.operations(service).get_delivery_state(GetDeliveryStateRequest())
    return DeliveryFact(
        service,
        state.unsent,
        state.open_dead_letters,
        state.due_deadlines,
        state.duplicates_skipped,
    )


def _order(order: Order) -> OrderFact:
    demand: Counter[str] = Counter()
    for line in order.lines:
        if line.requires_stock:
            demand[line.sku] += line.quantity
    return OrderFact(
        order.order_id,
        order.reference,
        order.customer_id,
        _name(order.state.name),
        _name(order.payment_state.name),
        _name(order.stock_state.name),
        decimal_of(order.total),
        dict(demand),
    )


def _reservation(reservation: Reservation) -> ReservationFact:
    units = {(held.sku, held.location): held.quantity for held in reservation.units}
    return ReservationFact(reservation.order_id, _name(reservation.state.name), units)


def _level(level: StockLevel) -> LevelFact:
    return LevelFact(level.sku, level.location, level.on_hand, level.reserved)


def _differences(queries: QueryClients) -> tuple[DifferenceFact, ...]:
    compared = queries.inventory.compare_ledger(CompareLedgerRequest())
    return tuple(_difference(difference) for difference in compared.differences)


def _difference(difference: LedgerDifference) -> DifferenceFact:
    level = difference.level or StockLevel()
    return DifferenceFact(
        level.sku,
        level.location,
        (level.on_hand, level.reserved),
        (difference.ledger_on_hand, difference.ledger_reserved),
    )


def _receipts(queries: QueryClients, journal: Iterable[Entry]) -> dict[str, int]:
    """Count the movements that name a receipt's key, for the skus that the journal received."""
    skus = {
        str(entry.answer["sku"])
        for entry in journal
        if entry.accepted and entry.path.endswith("/receipts") and "sku" in entry.answer
    }
    counts: Counter[str] = Counter()
    for sku in skus:
        counts.update(
            movement.reason
            for movement in movements_of(queries, sku)
            if movement.kind == "received"
        )
    return counts


def _name(state: str | None) -> str:
    return (state or "").lower()
