"""The verdict: a pure function of the facts."""

from collections.abc import Callable, Iterator

from fv_cli.audit.facts import Facts
from fv_cli.audit.finding import Finding
from fv_cli.audit.rules import commands, delivery, money, stock

RULES: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    commands.effects,
    commands.receipts,
    commands.one_order_per_key,
    commands.refusals,
    delivery.ends,
    money.amounts,
    money.confirmed_are_paid,
    money.captures,
    money.payments,
    stock.reservations,
    stock.counters,
    stock.bounds,
    delivery.outboxes,
    delivery.dead_letters,
    delivery.deadlines,
)


def findings(facts: Facts) -> list[Finding]:
    """Return what the facts show to be wrong, by rule; nothing says that every promise is kept."""
    return [finding for rule in RULES for finding in rule(facts)]
