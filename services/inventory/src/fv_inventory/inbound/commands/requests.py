"""Commands as requests to the use cases."""

from collections.abc import Callable
from typing import Any, Final

from google.protobuf.message import DecodeError

from firstviscount.inventory.v1 import commands_pb2
from fv_chassis.messages import InvalidMessage, Message
from fv_inventory.application.use_cases.adjust_stock import AdjustStock
from fv_inventory.application.use_cases.receive_stock import ReceiveStock
from fv_inventory.application.use_cases.register_location import RegisterLocation

Request = RegisterLocation | ReceiveStock | AdjustStock


def _register_location(command: commands_pb2.RegisterLocation) -> RegisterLocation:
    return RegisterLocation(command.location, command.name)


def _receive_stock(command: commands_pb2.ReceiveStock) -> ReceiveStock:
    return ReceiveStock(command.sku, command.location, command.quantity, command.reason)


def _adjust_stock(command: commands_pb2.AdjustStock) -> AdjustStock:
    return AdjustStock(command.sku, command.location, command.delta, command.reason)


# Each translation takes what its own message class parses to; the table cannot say that in types.
_TRANSLATIONS: Final[dict[str, tuple[type[Any], Callable[[Any], Request]]]] = {
    command.DESCRIPTOR.full_name: (command, translate)
    for command, translate in (
        (commands_pb2.RegisterLocation, _register_location),
        (commands_pb2.ReceiveStock, _receive_stock),
        (commands_pb2.AdjustStock, _adjust_stock),
    )
}


def requested(message: Message) -> Request | None:
    """Return what the command asks for, or None for a command that is unknown here.

    Raises InvalidMessage when the value is not what its type promises.
    """
    if message.type not in _TRANSLATIONS:
        return None
    command_type, translate = _TRANSLATIONS[message.type]
    try:
        return translate(command_type.FromString(message.value))
    except DecodeError as error:
        raise InvalidMessage(f"{message.type}: {error}") from error
