"""Answer questions about orders to those who may ask."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fv_orders.application.ports.caller import Caller
from fv_orders.application.ports.orders import TimelineEntry
from fv_orders.application.queries.orders import OrderFilter, OrderQueries
from fv_orders.domain.errors import OrderNotFound
from fv_orders.domain.order import Order


class ShowOrders:
    """Shows a caller its own orders, and everybody's with the scope orders:admin.

    - Another customer's order does not exist for the caller.
    """

    def __init__(self, queries: OrderQueries) -> None:
        self._queries = queries

    def get(self, order_id: UUID, caller: Caller) -> Order:
        """Return the order, or raise OrderNotFound."""
        order = self._queries.get_order(order_id)
        if order is None or not caller.may_see(order.customer_id):
            raise OrderNotFound("There is no such order.")
        return order

    def timeline(self, order_id: UUID, caller: Caller) -> Sequence[TimelineEntry]:
        """Return the order's steps, or raise OrderNotFound."""
        self.get(order_id, caller)
        return self._queries.get_timeline(order_id)

    def list(self, wanted: OrderFilter, caller: Caller) -> Sequence[Order]:
        """Return one page of what the caller may see."""
        if "orders:admin" not in caller.scopes:
            if wanted.customer_id not in ("", caller.subject):
                return []
            wanted = replace(wanted, customer_id=caller.subject)
        return self._queries.list_orders(wanted)
