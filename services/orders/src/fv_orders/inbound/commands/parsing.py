"""Commands from their bytes."""

from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from google.protobuf.message import DecodeError

from firstviscount.common.v1 import money_pb2
from firstviscount.orders.v1 import commands_pb2
from fv_chassis.messages import InvalidMessage, Message
from fv_contracts.identifiers import aggregate_id
from fv_orders.application.use_cases.cancel_order import CancelOrder
from fv_orders.application.use_cases.place_order import PlaceOrder
from fv_orders.domain.errors import MalformedOrder
from fv_orders.domain.placing import Price, RequestedLine

_Wire = TypeVar("_Wire", commands_pb2.PlaceOrder, commands_pb2.CancelOrder)
_PLACES = 100_000


def parse_place_order(message: Message) -> PlaceOrder:
    """Read a `PlaceOrder`; MalformedOrder when a field cannot be what it should."""
    wire = _decode(commands_pb2.PlaceOrder(), message)
    if wire.order_id != str(aggregate_id(message.id)):
        fault = ("order_id", 'The id is uuid5(command_id, "id").')
        raise MalformedOrder("The order's id does not belong to its command.", (fault,))
    return PlaceOrder(
        order_id=UUID(wire.order_id),
        lines=tuple(_line(index, line) for index, line in enumerate(wire.lines)),
        currency_code=wire.currency_code,
        card_token=wire.card_token,
        customer_id=wire.customer_id,
        reference=wire.reference,
        expected_total=(
            read_price("expected_total", wire.expected_total)
            if wire.HasField("expected_total")
            else None
        ),
    )


def parse_cancel_order(message: Message) -> CancelOrder:
    """Read a `CancelOrder`."""
    wire = _decode(commands_pb2.CancelOrder(), message)
    try:
        return CancelOrder(UUID(wire.order_id), wire.reason)
    except ValueError:
        fault = ("order_id", "The id is a UUID.")
        raise MalformedOrder("The order's id is not a UUID.", (fault,)) from None


def read_price(field: str, money: money_pb2.Money) -> Price:
    """Read an exact amount of at most four decimals."""
    units, nanos = money.units, money.nanos
    same_sign = units * nanos >= 0 and abs(nanos) < 10_000 * _PLACES
    if not same_sign or nanos % _PLACES:
        fault = (field, "An amount has at most four decimals, and one sign.")
        raise MalformedOrder("An amount is malformed.", (fault,))
    amount = Decimal(units * 10_000 + nanos // _PLACES).scaleb(-4)
    return Price(amount, money.currency_code)


def _line(index: int, line: commands_pb2.PlaceOrderLine) -> RequestedLine:
    if not line.HasField("unit_price"):
        return RequestedLine(line.sku, line.quantity)
    price = read_price(f"lines[{index}].unit_price", line.unit_price)
    return RequestedLine(line.sku, line.quantity, price)


def _decode(wire: _Wire, message: Message) -> _Wire:
    try:
        wire.ParseFromString(message.value)
    except DecodeError as error:
        raise InvalidMessage(str(error)) from error
    return wire
