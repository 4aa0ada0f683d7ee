"""Nothing is left on its way."""

from collections.abc import Iterator

from fv_cli.audit.facts import Facts
from fv_cli.audit.finding import (
    DeadLettersOpen,
    DeadlinesOverdue,
    Finding,
    OrderUnfinished,
    OutboxNotDrained,
)

_OPEN_PAYMENTS = frozenset({"requested", "authorised", "voiding"})


def ends(facts: Facts) -> Iterator[Finding]:
    """Every order is confirmed and paid, or cancelled with nothing held."""
    for order in facts.orders:
        if order.state == "pending" or order.payment_state in _OPEN_PAYMENTS:
            states = f"{order.state}/{order.payment_state}/{order.stock_state}"
            yield OrderUnfinished(order.order_id, states)


def outboxes(facts: Facts) -> Iterator[Finding]:
    """No service has unsent messages."""
    for delivery in facts.deliveries:
        if delivery.unsent:
            yield OutboxNotDrained(delivery.service, f"{delivery.unsent} unsent messages")


def dead_letters(facts: Facts) -> Iterator[Finding]:
    """No service has open dead letters."""
    for delivery in facts.deliveries:
        if delivery.open_dead_letters:
            detail = f"{delivery.open_dead_letters} open dead letters"
            yield DeadLettersOpen(delivery.service, detail)


def deadlines(facts: Facts) -> Iterator[Finding]:
    """No service has overdue deadlines."""
    for delivery in facts.deliveries:
        if delivery.due_deadlines:
            yield DeadlinesOverdue(delivery.service, f"{delivery.due_deadlines} overdue deadlines")
