"""Compares what the platform holds with what a replay must come to; a pure function."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fv_cli.replay.expectation import Expectation, InvoiceFigures, SkuFigures, Totals, totals_of
from fv_cli.replay.sales import SaleLine


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as the platform shows it."""

    order_id: str
    reference: str
    state: str
    payment_state: str
    total: Decimal
    lines: tuple[SaleLine, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the platform holds: orders, units on shelves (on_hand, reserved), captures by order."""

    orders: tuple[PlacedOrder, ...]
    stock: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    captured: Mapping[str, Decimal] = field(default_factory=dict)


def reached(outcome: Outcome) -> Totals:
    """Return the figures of the confirmed orders."""
    return totals_of({order.order_id: _figures(order) for order in _confirmed(outcome)})


def differences(expected: Expectation, outcome: Outcome, stocked: Iterable[str]) -> list[str]:
    """Return a sentence for every difference; none says that the replay is exact."""
    return [
        *_in_totals(expected.totals, reached(outcome)),
        *_in_invoices(expected.invoices, outcome),
        *_in_skus(expected.skus, outcome),
        *_in_stock(stocked, outcome),
        *_in_captures(outcome),
    ]


def _confirmed(outcome: Outcome) -> list[PlacedOrder]:
    return [order for order in outcome.orders if order.state == "confirmed"]


def _figures(order: PlacedOrder) -> InvoiceFigures:
    units = sum(line.quantity for line in order.lines)
    return InvoiceFigures(len(order.lines), units, order.total)


def _in_totals(expected: Totals, got: Totals) -> Iterator[str]:
    for name in ("orders", "lines", "units", "gross"):
        wanted, found = getattr(expected, name), getattr(got, name)
        if wanted != found:
            yield f"{name}: {found} instead of {wanted}"


def _in_invoices(expected: Mapping[str, InvoiceFigures], outcome: Outcome) -> Iterator[str]:
    found = Counter(order.reference for order in _confirmed(outcome))
    by_reference = {order.reference: order for order in _confirmed(outcome)}
    for number, figures in expected.items():
        if found[number] != 1:
            yield f"invoice {number}: {found[number]} confirmed orders instead of one"
        elif _figures(by_reference[number]) != figures:
            yield f"invoice {number}: {_figures(by_reference[number])} instead of {figures}"
    for order in outcome.orders:
        if order.state != "confirmed":
            yield f"invoice {order.reference}: order {order.order_id} is {order.state}"


def _in_skus(expected: Mapping[str, SkuFigures], outcome: Outcome) -> Iterator[str]:
    units: Counter[str] = Counter()
    gross: dict[str, Decimal] = {}
    for order in _confirmed(outcome):
        for line in order.lines:
            units[line.sku] += line.quantity
            gross[line.sku] = gross.get(line.sku, Decimal()) + line.total
    for sku in sorted({*expected, *units}):
        got = SkuFigures(units[sku], gross.get(sku, Decimal()))
        wanted = expected.get(sku, SkuFigures(0, Decimal()))
        if got != wanted:
            yield f"sku {sku}: {got} instead of {wanted}"


def _in_stock(stocked: Iterable[str], outcome: Outcome) -> Iterator[str]:
    for sku in stocked:
        on_hand, reserved = outcome.stock.get(sku, (0, 0))
        if on_hand or reserved:
            yield f"sku {sku}: {on_hand} on hand and {reserved} reserved instead of none"


def _in_captures(outcome: Outcome) -> Iterator[str]:
    for order in _confirmed(outcome):
        taken = outcome.captured.get(order.order_id, Decimal())
        if taken != order.total:
            yield f"invoice {order.reference}: the provider took {taken} instead of {order.total}"
