"""Which command is carried out by what, and who may send it."""

from collections.abc import Iterable
from typing import Final

from fv_chassis.commands import CommandOutcome, Rejected, RejectionKind, Succeeded
from fv_chassis.messages import InvalidMessage, Message
from fv_inventory.application.use_cases.adjust_stock import AdjustStock, AdjustStockHandler
from fv_inventory.application.use_cases.receive_stock import ReceiveStock, ReceiveStockHandler
from fv_inventory.application.use_cases.register_location import (
    RegisterLocation,
    RegisterLocationHandler,
)
from fv_inventory.domain.errors import DomainError, InvalidField
from fv_inventory.domain.fields import checked_location, checked_sku
from fv_inventory.domain.shelf import StockLevel
from fv_inventory.inbound.rejections import rejected
from fv_inventory.inbound.snapshots import level_snapshot, location_snapshot

from .requests import Request, requested

SCOPE: Final = "inventory:write"


class InventoryCommands:
    """Carries out commands whose sender's token has the scope."""

    def __init__(
        self,
        register_location: RegisterLocationHandler,
        receive_stock: ReceiveStockHandler,
        adjust_stock: AdjustStockHandler,
    ) -> None:
        self._register_location = register_location
        self._receive_stock = receive_stock
        self._adjust_stock = adjust_stock

    def handle(self, message: Message) -> CommandOutcome:
        """Return the command's outcome; raises InvalidMessage."""
        request = requested(message)
        if request is None:
            return Rejected(
                RejectionKind.INVALID, "unknown_command", f"{message.type} is not known here."
            )
        if SCOPE not in message.scopes:
            return Rejected(
                RejectionKind.FORBIDDEN, "missing_scope", f"It takes {SCOPE}.", stored=False
            )
        try:
            return self._carry_out(request)
        except DomainError as error:
            return rejected(error)

    def _carry_out(self, request: Request) -> Succeeded:
        match request:
            case RegisterLocation():
                location = self._register_location(request)
                return Succeeded(location.location, 1, location_snapshot(location))
            case ReceiveStock():
                return _moved(self._receive_stock(request))
            case AdjustStock():
                return _moved(self._adjust_stock(request))


def _moved(level: StockLevel) -> Succeeded:
    return Succeeded(level.sku, level.version, level_snapshot(level))


def named_rows(messages: Iterable[Message]) -> tuple[set[str], set[str]]:
    """Return the locations and the skus that a batch names; what is not valid names none."""
    locations: set[str] = set()
    skus: set[str] = set()
    for message in messages:
        try:
            request = requested(message)
            if request is not None:
                locations.add(checked_location(request.location))
            if isinstance(request, ReceiveStock | AdjustStock):
                skus.add(checked_sku(request.sku))
        except (InvalidMessage, InvalidField):
            # The handler meets the same fault and answers for it.
            continue
    return locations, skus
