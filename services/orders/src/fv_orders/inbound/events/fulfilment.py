"""A batch of inventory's events as one unit of work."""

from collections.abc import Sequence
from uuid import UUID

from fv_chassis.messages import InvalidMessage, Message
from fv_orders.application.ports.unit import Unit
from fv_orders.application.use_cases.advance_order import AdvanceOrderHandler
from fv_orders.inbound.causes import cause_of
from fv_orders.inbound.events.reservations import Reading, read


class FulfilmentWork:
    """Locks the batch's orders at once and takes each on."""

    def __init__(self, unit: Unit, advance: AdvanceOrderHandler) -> None:
        self._unit = unit
        self._advance = advance
        self._read: dict[UUID, Reading] = {}

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock the orders that the batch names; what cannot be read is left to `handle`."""
        for message in messages:
            try:
                reading = read(message)
            except InvalidMessage:
                continue
            if reading is not None:
                self._read[message.id] = reading
        self._unit.orders.lock({order_id for order_id, _ in self._read.values()})

    def handle(self, message: Message) -> None:
        """Take the message's order on."""
        reading = self._read.get(message.id) or read(message)
        if reading is not None:
            self._advance.handle(*reading, cause_of(message))

    def flush(self) -> None:
        """Write what the batch changed."""
        self._unit.flush()
