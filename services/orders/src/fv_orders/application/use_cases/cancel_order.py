"""Cancel an order."""

from dataclasses import dataclass
from uuid import UUID

from fv_orders.application.ports.caller import Caller
from fv_orders.application.ports.fulfilment import Cause, Fulfilment
from fv_orders.application.ports.orders import OrderRepository
from fv_orders.domain.errors import MalformedOrder, OrderNotFound
from fv_orders.domain.inputs import CancelRequested
from fv_orders.domain.order import Order

MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """The wish that an order ends; `reason` is in the caller's words."""

    order_id: UUID
    reason: str = ""


class CancelOrderHandler:
    """Ends an order that is not sold yet.

    - The caller needs the scope orders:write, and the order is its own unless it has orders:admin.
    - An order whose money may be held is first voided; it is cancelled when the provider answered.
    - A confirmed order is refused with order_already_confirmed; an ended one stays as it is.
    """

    def __init__(self, orders: OrderRepository, fulfilment: Fulfilment) -> None:
        self._orders = orders
        self._fulfilment = fulfilment

    def handle(self, command: CancelOrder, caller: Caller, cause: Cause) -> Order:
        """Return the order afterwards; it must have been locked."""
        caller.require("orders:write")
        if len(command.reason) > MAX_REASON:
            fault = ("reason", f"A reason has at most {MAX_REASON} characters.")
            raise MalformedOrder("The cancellation breaks a rule about its fields.", (fault,))
        order = self._orders.get(command.order_id)
        if order is None or not caller.may_see(order.customer_id):
            raise OrderNotFound("There is no such order.")
        return self._fulfilment.advance(order, CancelRequested(command.reason), cause)
