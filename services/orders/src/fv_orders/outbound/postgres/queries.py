"""Questions about orders, answered by PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from fv_orders.application.ports.orders import TimelineEntry
from fv_orders.application.queries.orders import OrderFilter, PaymentView
from fv_orders.domain.order import Order
from fv_orders.domain.products import ProductCopy
from fv_orders.domain.states import PaymentState
from fv_orders.outbound.postgres import statements as sql
from fv_orders.outbound.postgres.rows import Row, to_entry, to_order

_ORDERS = f"SELECT {sql.names(sql.ORDER_COLUMNS)} FROM orders WHERE "  # noqa: S608 - only constants
_ORDER = _ORDERS + "order_id = %(order_id)s"
_CUSTOMER = "customer_id = %(customer_id)s"
_STATE = "state = %(state)s"
_PAGE = "order_id > %(after)s ORDER BY order_id LIMIT %(limit)s"
_TIMELINE = (
    f"SELECT {sql.names(sql.LOG_COLUMNS[1:])} FROM order_log"  # noqa: S608 - only constants
    " WHERE order_id = %(order_id)s ORDER BY number"
)
_PAYMENTS = (
    "SELECT order_id, attempt, state, amount, currency_code FROM payments"
    " WHERE (order_id, attempt) > (%(order_id)s, %(attempt)s)"
    " ORDER BY order_id, attempt LIMIT %(limit)s"
)
_LOWEST = UUID(int=0)


class PostgresOrderQueries:
    """Each question is one short transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get_order(self, order_id: UUID) -> Order | None:
        """Return the order."""
        rows = self._ask(_ORDER, {"order_id": order_id})
        return to_order(rows[0]) if rows else None

    def list_orders(self, wanted: OrderFilter) -> Sequence[Order]:
        """Return one page of orders by id."""
        conditions = [_CUSTOMER] * bool(wanted.customer_id) + [_STATE] * bool(wanted.state)
        values = {
            "customer_id": wanted.customer_id,
            "state": wanted.state,
            "after": wanted.after or _LOWEST,
            "limit": wanted.limit,
        }
        return [
            to_order(row) for row in self._ask(_ORDERS + " AND ".join([*conditions, _PAGE]), values)
        ]

    def get_timeline(self, order_id: UUID) -> Sequence[TimelineEntry]:
        """Return the order's steps, oldest first."""
        return [to_entry(row) for row in self._ask(_TIMELINE, {"order_id": order_id})]

    def list_payments(self, after: tuple[UUID, int] | None, limit: int) -> Sequence[PaymentView]:
        """Return one page of payments by order and attempt."""
        order_id, attempt = after or (_LOWEST, 0)
        rows = self._ask(_PAYMENTS, {"order_id": order_id, "attempt": attempt, "limit": limit})
        return [PaymentView(row[0], row[1], PaymentState(row[2]), *row[3:]) for row in rows]

    def get_catalog_copy(self, sku: str) -> ProductCopy | None:
        """Return the copy of the product."""
        rows = self._ask(sql.LOAD_PRODUCTS, {"skus": [sku]})
        return ProductCopy(*rows[0]) if rows else None

    def _ask(self, statement: str, values: dict[str, Any]) -> Sequence[Row]:
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(statement, values).all()
