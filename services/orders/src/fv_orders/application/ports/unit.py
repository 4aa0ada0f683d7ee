"""One transaction's worth of work."""

from typing import Protocol

from fv_orders.application.ports.deadlines import Deadlines
from fv_orders.application.ports.events import OrderEvents
from fv_orders.application.ports.orders import OrderRepository
from fv_orders.application.ports.payments import PaymentQueue
from fv_orders.application.ports.products import ProductCopies


class Unit(Protocol):
    """The ports that share a transaction; nothing is written before `flush`."""

    @property
    def orders(self) -> OrderRepository:
        """The orders."""

    @property
    def products(self) -> ProductCopies:
        """The copies of the catalogue."""

    @property
    def payments(self) -> PaymentQueue:
        """The provider's work."""

    @property
    def events(self) -> OrderEvents:
        """The publisher."""

    @property
    def deadlines(self) -> Deadlines:
        """The deadlines."""

    def flush(self) -> None:
        """Write everything that the unit keeps."""
