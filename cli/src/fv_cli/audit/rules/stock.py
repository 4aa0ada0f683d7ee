"""Reservations fit their orders, and counters fit both ledger and reservations."""

from collections import Counter
from collections.abc import Iterator, Mapping

from fv_cli.audit.facts import Facts, OrderFact, ReservationFact, Shelf
from fv_cli.audit.finding import CountersDrifted, Finding, ReservationDisagrees, StockImpossible

_FITTING: Mapping[str, frozenset[str]] = {
    "pending": frozenset({"", "reserved", "committed", "rejected", "expired"}),
    "confirmed": frozenset({"committed"}),
    "cancelled": frozenset({"", "released", "expired", "returned", "rejected", "forgone"}),
}
"""The states that a reservation may be in, by its order's state; "" is none at all."""


def reservations(facts: Facts) -> Iterator[Finding]:
    """Every reservation has an order, and every order the reservation that its state says."""
    held = {reservation.order_id: reservation for reservation in facts.reservations}
    for order in facts.orders:
        yield from _of_order(order, held.pop(order.order_id, None))
    for order_id, reservation in held.items():
        yield ReservationDisagrees(order_id, f"{reservation.state}, but there is no such order")


def _of_order(order: OrderFact, reservation: ReservationFact | None) -> Iterator[Finding]:
    state = reservation.state if reservation else ""
    allowed = _FITTING.get(order.state, frozenset())
    # An order without goods asks inventory for nothing.
    if state not in allowed and (order.demand or state):
        yield ReservationDisagrees(
            order.order_id, f"the order is {order.state}, its reservation {state or 'missing'}"
        )
    if reservation and state in {"reserved", "committed"} and _by_sku(reservation) != order.demand:
        yield ReservationDisagrees(
            order.order_id, f"holds {_by_sku(reservation)} instead of {dict(order.demand)}"
        )


def counters(facts: Facts) -> Iterator[Finding]:
    """Report the shelves that inventory itself finds at fault."""
    for difference in facts.ledger_differences:
        yield CountersDrifted(
            f"{difference.sku} at {difference.location}",
            f"counters {difference.counters}, ledger {difference.ledger} (on hand, reserved)",
        )


def bounds(facts: Facts) -> Iterator[Finding]:
    """Check every shelf's bounds, and that what is reserved is what reservations hold."""
    held: Counter[Shelf] = Counter()
    for reservation in facts.reservations:
        if reservation.state == "reserved":
            held.update(reservation.units)
    for level in facts.levels:
        shelf = (level.sku, level.location)
        name = f"{level.sku} at {level.location}"
        if not 0 <= level.reserved <= level.on_hand:
            yield StockImpossible(name, f"{level.reserved} reserved of {level.on_hand}")
        if level.reserved != held.pop(shelf, 0):
            yield StockImpossible(name, f"{level.reserved} reserved, but reservations differ")
    for (sku, location), units in held.items():
        if units:
            yield StockImpossible(f"{sku} at {location}", f"{units} held on a shelf without level")


def _by_sku(reservation: ReservationFact) -> dict[str, int]:
    units: Counter[str] = Counter()
    for (sku, _), quantity in reservation.units.items():
        units[sku] += quantity
    return dict(units)
