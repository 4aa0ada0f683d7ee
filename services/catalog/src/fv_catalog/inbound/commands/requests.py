"""Commands as requests to the use cases."""

from collections.abc import Callable
from typing import Any, Final

from google.protobuf.message import DecodeError

from firstviscount.catalog.v1 import commands_pb2, product_pb2
from fv_catalog.application.use_cases.change_price import ChangePrice
from fv_catalog.application.use_cases.create_product import CreateProduct
from fv_catalog.application.use_cases.retire_product import RetireProduct
from fv_catalog.application.use_cases.update_product import UpdateProduct
from fv_catalog.domain.errors import InvalidField
from fv_catalog.domain.product import ProductKind
from fv_catalog.inbound.prices import price_of
from fv_chassis.messages import InvalidMessage, Message

Request = CreateProduct | UpdateProduct | ChangePrice | RetireProduct
Command = (
    commands_pb2.CreateProduct
    | commands_pb2.UpdateProduct
    | commands_pb2.ChangePrice
    | commands_pb2.RetireProduct
)

_KINDS: Final = {
    product_pb2.PRODUCT_KIND_GOODS: ProductKind.GOODS,
    product_pb2.PRODUCT_KIND_SERVICE: ProductKind.SERVICE,
}


def _create(command: commands_pb2.CreateProduct) -> CreateProduct:
    if command.kind not in _KINDS:
        raise InvalidField("A product is goods or a service.", "kind")
    return CreateProduct(
        sku=command.sku,
        name=command.name,
        kind=_KINDS[command.kind],
        price=price_of(command.price),
        description=command.description,
        attributes=dict(command.attributes),
    )


def _update(command: commands_pb2.UpdateProduct) -> UpdateProduct:
    return UpdateProduct(
        sku=command.sku,
        name=command.name if command.HasField("name") else None,
        description=command.description if command.HasField("description") else None,
        attributes=dict(command.attributes.values) if command.HasField("attributes") else None,
        expected_version=command.expected_version,
    )


def _change_price(command: commands_pb2.ChangePrice) -> ChangePrice:
    return ChangePrice(command.sku, price_of(command.price), command.expected_version)


def _retire(command: commands_pb2.RetireProduct) -> RetireProduct:
    return RetireProduct(command.sku, command.expected_version)


# Each translation takes what its own message class parses to; the table cannot say that in types.
_TRANSLATIONS: Final[dict[str, tuple[type[Any], Callable[[Any], Request]]]] = {
    command.DESCRIPTOR.full_name: (command, translate)
    for command, translate in (
        (commands_pb2.CreateProduct, _create),
        (commands_pb2.UpdateProduct, _update),
        (commands_pb2.ChangePrice, _change_price),
        (commands_pb2.RetireProduct, _retire),
    )
}


def decoded(message: Message) -> Command | None:
    """Return the command as it came, or None for one that is unknown here.

    Raises InvalidMessage when the value is not what its type promises.
    """
    if message.type not in _TRANSLATIONS:
        return None
    command_type, _ = _TRANSLATIONS[message.type]
    try:
        command: Command = command_type.FromString(message.value)
    except DecodeError as error:
        raise InvalidMessage(f"{message.type}: {error}") from error
    return command


def requested(command: Command) -> Request:
    """Return what the command asks for; raises InvalidField, InvalidPrice."""
    return _TRANSLATIONS[command.DESCRIPTOR.full_name][1](command)
