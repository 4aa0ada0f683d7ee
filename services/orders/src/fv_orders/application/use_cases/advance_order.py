"""Take an order on, with what inventory or its deadline brought."""

from uuid import UUID

from fv_orders.application.ports.fulfilment import Cause, Fulfilment
from fv_orders.application.ports.orders import OrderRepository
from fv_orders.domain.inputs import Input


class AdvanceOrderHandler:
    """Applies an input to an order that was locked.

    - An order that is not known is passed over: every input about an order follows its storing.
    """

    def __init__(self, orders: OrderRepository, fulfilment: Fulfilment) -> None:
        self._orders = orders
        self._fulfilment = fulfilment

    def handle(self, order_id: UUID, given: Input, cause: Cause) -> None:
        """Apply the input."""
        order = self._orders.get(order_id)
        if order is not None:
            self._fulfilment.advance(order, given, cause)
