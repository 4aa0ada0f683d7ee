"""Place an order."""

from dataclasses import dataclass
from uuid import UUID

from fv_orders.application.ports.caller import Caller
from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.fulfilment import Cause, Fulfilment
from fv_orders.application.ports.terms import TermsCodec
from fv_orders.application.ports.unit import Unit
from fv_orders.domain.order import Order, OrderTerms
from fv_orders.domain.placing import (
    Price,
    RequestedLine,
    check_request,
    check_total,
    price_lines,
    total_of,
)


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """A purchase as it was asked for; an empty `customer_id` means the caller itself."""

    order_id: UUID
    lines: tuple[RequestedLine, ...]
    currency_code: str
    card_token: str
    customer_id: str = ""
    reference: str = ""
    expected_total: Price | None = None


class PlaceOrderHandler:
    """Accepts an order as pending.

    - The caller needs the scope orders:write; a price of its own needs orders:negotiate, and a
      customer other than itself orders:on-behalf.
    - 1 to 2,000 lines of 1 to 1,000,000 units; prices have at most four decimals.
    - Every sku is known and on sale; prices not negotiated come from the catalogue's copy.
    - All prices are in the order's currency.
    - The total is the exact sum of the lines, and equal to the one expected, if any.
    """

    def __init__(self, unit: Unit, fulfilment: Fulfilment, clock: Clock, terms: TermsCodec) -> None:
        self._unit = unit
        self._fulfilment = fulfilment
        self._clock = clock
        self._terms = terms

    def handle(self, command: PlaceOrder, caller: Caller, cause: Cause) -> Order:
        """Return the new order; its products must have been loaded."""
        _check_scopes(command, caller)
        check_request(command.lines, command.currency_code, command.card_token, command.reference)
        terms = self._agree(command, caller)
        order = Order(
            order_id=terms.order_id,
            customer_id=terms.customer_id,
            currency_code=terms.currency_code,
            total=terms.total,
            card_token=command.card_token,
            terms=self._terms.encode(terms),
            correlation_id=cause.correlation_id or cause.message_id or terms.order_id,
            traceparent=cause.traceparent,
            placed_at=terms.placed_at,
            updated_at=terms.placed_at,
        )
        return self._fulfilment.begin(order, cause)

    def _agree(self, command: PlaceOrder, caller: Caller) -> OrderTerms:
        known = self._unit.products.known()
        lines = price_lines(command.lines, known, command.currency_code)
        total = total_of(lines)
        check_total(total, command.currency_code, command.expected_total)
        return OrderTerms(
            order_id=command.order_id,
            customer_id=command.customer_id or caller.subject,
            reference=command.reference,
            currency_code=command.currency_code,
            lines=lines,
            total=total,
            placed_at=self._clock.now(),
        )


def _check_scopes(command: PlaceOrder, caller: Caller) -> None:
    caller.require("orders:write")
    if command.customer_id not in ("", caller.subject):
        caller.require("orders:on-behalf")
    if any(line.unit_price is not None for line in command.lines):
        caller.require("orders:negotiate")
