"""Which event is handled by what."""

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from firstviscount.orders.v1 import events_pb2
from fv_chassis.messages import InvalidMessage, Message
from fv_inventory.application.processes.order_fulfilment import OrderFulfilment
from fv_inventory.application.use_cases.reserve_order import ReserveOrder

from .order import ordered
from .order_cancelled import when_order_cancelled
from .order_placed import when_order_placed
from .payment_authorized import when_payment_authorized

_HANDLERS: Final[dict[str, Callable[[OrderFulfilment, ReserveOrder], None]]] = {
    events_pb2.OrderPlaced.DESCRIPTOR.full_name: when_order_placed,
    events_pb2.PaymentAuthorized.DESCRIPTOR.full_name: when_payment_authorized,
    events_pb2.OrderCancelled.DESCRIPTOR.full_name: when_order_cancelled,
}


class OrderEvents:
    """A batch of order events, each decoded once."""

    def __init__(self, fulfilment: OrderFulfilment) -> None:
        self._fulfilment = fulfilment
        self._orders: dict[UUID, ReserveOrder] = {}

    def read(self, messages: Iterable[Message]) -> list[ReserveOrder]:
        """Return the orders that the batch names; what cannot be read is left to `handle`."""
        for message in messages:
            try:
                order = ordered(message)
            except InvalidMessage:
                continue
            if order is not None:
                self._orders[message.id] = order
        return list(self._orders.values())

    def handle(self, message: Message) -> None:
        """Handle one event; other types are ignored. Raises InvalidMessage."""
        order = self._orders.get(message.id) or ordered(message)
        if order is not None:
            _HANDLERS[message.type](self._fulfilment, order)
