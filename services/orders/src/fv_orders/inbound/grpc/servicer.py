"""OrdersAdminService: queries about orders."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from firstviscount.orders.v1 import admin_pb2, admin_pb2_grpc, order_pb2
from fv_chassis.grpc import QueryError, current_principal
from fv_orders.application.ports.caller import Caller
from fv_orders.application.queries.orders import OrderFilter, OrderQueries
from fv_orders.application.queries.show_orders import ShowOrders
from fv_orders.domain.errors import OrderError
from fv_orders.domain.order import Order
from fv_orders.domain.states import OrderState
from fv_orders.inbound.grpc import pages
from fv_orders.inbound.grpc.messages import catalog_copy, payment, timeline_entry

Show = Callable[[Order], order_pb2.Order]
_STATES = {
    order_pb2.ORDER_STATE_PENDING: OrderState.PENDING,
    order_pb2.ORDER_STATE_CONFIRMED: OrderState.CONFIRMED,
    order_pb2.ORDER_STATE_CANCELLED: OrderState.CANCELLED,
}


class OrdersAdminServicer(admin_pb2_grpc.OrdersAdminServiceServicer):
    """Answers to those whom the chassis let in; which orders they see is decided here."""

    def __init__(self, queries: OrderQueries, show: Show) -> None:
        self._queries = queries
        self._orders = ShowOrders(queries)
        self._show = show

    def GetOrder(self, request: Any, context: Any) -> admin_pb2.GetOrderResponse:  # noqa: N802 - the contract's name
        """Return one order."""
        order_id, caller = _order_id(request.order_id), _caller()
        try:
            order = self._orders.get(order_id, caller)
        except OrderError as error:
            raise QueryError(error.kind, error.slug, error.detail) from error
        return admin_pb2.GetOrderResponse(order=self._show(order))

    def ListOrders(self, request: Any, context: Any) -> admin_pb2.ListOrdersResponse:  # noqa: N802 - the contract's name
        """Return one page of orders."""
        size = pages.size(request.page_size)
        wanted = OrderFilter(
            customer_id=request.customer_id,
            state=_STATES.get(request.state),
            after=pages.read_order(request.page_token),
            limit=size + 1,
        )
        found = self._orders.list(wanted, _caller())
        following = str(found[size - 1].order_id) if len(found) > size else ""
        return admin_pb2.ListOrdersResponse(
            orders=[self._show(order) for order in found[:size]], next_page_token=following
        )

    def GetTimeline(self, request: Any, context: Any) -> admin_pb2.GetTimelineResponse:  # noqa: N802 - the contract's name
        """Return what happened to an order."""
        order_id, caller = _order_id(request.order_id), _caller()
        try:
            entries = self._orders.timeline(order_id, caller)
        except OrderError as error:
            raise QueryError(error.kind, error.slug, error.detail) from error
        return admin_pb2.GetTimelineResponse(entries=map(timeline_entry, entries))

    def ListPayments(self, request: Any, context: Any) -> admin_pb2.ListPaymentsResponse:  # noqa: N802 - the contract's name
        """Return one page of payments."""
        size = pages.size(request.page_size)
        found = self._queries.list_payments(pages.read_payment(request.page_token), size + 1)
        last = found[size - 1] if len(found) > size else None
        return admin_pb2.ListPaymentsResponse(
            payments=map(payment, found[:size]),
            next_page_token=f"{last.order_id}:{last.attempt}" if last else "",
        )

    def GetCatalogCopy(self, request: Any, context: Any) -> admin_pb2.GetCatalogCopyResponse:  # noqa: N802 - the contract's name
        """Return what orders knows of a product."""
        copy = self._queries.get_catalog_copy(request.sku)
        if copy is None:
            raise QueryError("not_found", "unknown_sku", "Nothing came about that sku yet.")
        return catalog_copy(copy)


def _caller() -> Caller:
    principal = current_principal()
    return Caller(principal.subject, frozenset(principal.scopes))


def _order_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise QueryError("not_found", "order_not_found", "There is no such order.") from None
