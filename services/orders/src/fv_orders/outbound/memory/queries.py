"""Questions about orders, answered from memory."""

from collections.abc import Sequence
from uuid import UUID

from fv_orders.application.ports.orders import TimelineEntry
from fv_orders.application.queries.orders import OrderFilter, PaymentView
from fv_orders.domain.order import Order
from fv_orders.domain.products import ProductCopy
from fv_orders.outbound.memory.store import InMemoryStore


class InMemoryOrderQueries:
    """Reads what the store has committed."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get_order(self, order_id: UUID) -> Order | None:
        """Return the order."""
        return self._store.state.orders.get(order_id)

    def list_orders(self, wanted: OrderFilter) -> Sequence[Order]:
        """Return one page of orders by id."""
        found = [
            order
            for order in sorted(self._store.state.orders.values(), key=lambda o: o.order_id)
            if (not wanted.customer_id or order.customer_id == wanted.customer_id)
            and (wanted.state is None or order.state is wanted.state)
            and (wanted.after is None or order.order_id > wanted.after)
        ]
        return found[: wanted.limit]

    def get_timeline(self, order_id: UUID) -> Sequence[TimelineEntry]:
        """Return the order's steps, oldest first."""
        return self._store.state.timeline.get(order_id, ())

    def list_payments(self, after: tuple[UUID, int] | None, limit: int) -> Sequence[PaymentView]:
        """Return one page of payments by order and attempt."""
        rows = sorted(self._store.state.payments.items(), key=lambda item: item[0])
        return [
            PaymentView(*key, row.state, row.order.total, row.order.currency_code)
            for key, row in rows
            if after is None or key > after
        ][:limit]

    def get_catalog_copy(self, sku: str) -> ProductCopy | None:
        """Return the copy of the product."""
        return self._store.state.products.get(sku)
