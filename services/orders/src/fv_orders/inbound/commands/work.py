"""A batch of commands as one unit of work."""

from collections.abc import Callable, Sequence
from uuid import UUID

from google.protobuf.message import Message as Snapshot

from fv_chassis.commands import CommandOutcome, Succeeded
from fv_chassis.messages import InvalidMessage, Message
from fv_orders.application.ports.caller import Caller
from fv_orders.application.ports.unit import Unit
from fv_orders.application.use_cases.cancel_order import CancelOrder, CancelOrderHandler
from fv_orders.application.use_cases.place_order import PlaceOrder, PlaceOrderHandler
from fv_orders.domain.errors import OrderError
from fv_orders.domain.order import Order
from fv_orders.inbound.causes import cause_of
from fv_orders.inbound.commands.parsing import parse_cancel_order, parse_place_order
from fv_orders.inbound.commands.rejections import rejected, unknown_command

_PARSERS: dict[str, Callable[[Message], PlaceOrder | CancelOrder]] = {
    "firstviscount.orders.v1.PlaceOrder": parse_place_order,
    "firstviscount.orders.v1.CancelOrder": parse_cancel_order,
}


class CommandsWork:
    """Reads the batch's commands, loads what they need at once, and handles each."""

    def __init__(
        self,
        unit: Unit,
        place: PlaceOrderHandler,
        cancel: CancelOrderHandler,
        show: Callable[[Order], Snapshot],
    ) -> None:
        self._unit = unit
        self._place = place
        self._cancel = cancel
        self._show = show
        self._parsed: dict[UUID, PlaceOrder | CancelOrder | OrderError | InvalidMessage] = {}

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock the orders and load the products that the batch names."""
        skus: set[str] = set()
        order_ids: set[UUID] = set()
        for message in messages:
            match self._parse(message):
                case PlaceOrder() as command:
                    skus.update(line.sku for line in command.lines)
                case CancelOrder() as command:
                    order_ids.add(command.order_id)
        self._unit.products.load(skus)
        self._unit.orders.lock(order_ids)

    def handle(self, message: Message) -> CommandOutcome:
        """Answer one command."""
        if message.type not in _PARSERS:
            return unknown_command(message.type)
        parsed = self._parsed.pop(message.id)
        if isinstance(parsed, InvalidMessage):
            raise parsed
        try:
            order = self._run(parsed, message)
        except OrderError as error:
            return rejected(error)
        return Succeeded(str(order.order_id), order.version, self._show(order))

    def flush(self) -> None:
        """Write what the batch changed."""
        self._unit.flush()

    def _run(self, parsed: PlaceOrder | CancelOrder | OrderError, message: Message) -> Order:
        if isinstance(parsed, OrderError):
            raise parsed
        caller, cause = Caller(message.actor, message.scopes), cause_of(message)
        if isinstance(parsed, PlaceOrder):
            return self._place.handle(parsed, caller, cause)
        return self._cancel.handle(parsed, caller, cause)

    def _parse(self, message: Message) -> PlaceOrder | CancelOrder | None:
        parser = _PARSERS.get(message.type)
        if parser is None:
            return None
        try:
            parsed = parser(message)
        except (OrderError, InvalidMessage) as error:
            self._parsed[message.id] = error
            return None
        self._parsed[message.id] = parsed
        return parsed
