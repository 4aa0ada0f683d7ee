"""Which command is carried out by what, and who may send it."""

from collections.abc import Iterable
from typing import Final

from fv_catalog.application.use_cases.change_price import ChangePrice, ChangePriceHandler
from fv_catalog.application.use_cases.create_product import CreateProduct, CreateProductHandler
from fv_catalog.application.use_cases.retire_product import RetireProduct, RetireProductHandler
from fv_catalog.application.use_cases.update_product import UpdateProduct, UpdateProductHandler
from fv_catalog.domain.errors import DomainError, InvalidField
from fv_catalog.domain.fields import checked_sku
from fv_catalog.domain.product import Product
from fv_catalog.inbound.rejections import rejected
from fv_catalog.inbound.snapshots import product_snapshot
from fv_chassis.commands import CommandOutcome, Rejected, RejectionKind, Succeeded
from fv_chassis.messages import InvalidMessage, Message

from .requests import Request, decoded, requested

SCOPE: Final = "catalog:write"


class CatalogCommands:
    """Carries out commands whose sender's token has the scope."""

    def __init__(
        self,
        create_product: CreateProductHandler,
        update_product: UpdateProductHandler,
        change_price: ChangePriceHandler,
        retire_product: RetireProductHandler,
    ) -> None:
        self._create_product = create_product
        self._update_product = update_product
        self._change_price = change_price
        self._retire_product = retire_product

    def handle(self, message: Message) -> CommandOutcome:
        """Return the command's outcome; raises InvalidMessage."""
        command = decoded(message)
        if command is None:
            return Rejected(
                RejectionKind.INVALID, "unknown_command", f"{message.type} is not known here."
            )
        if SCOPE not in message.scopes:
            return Rejected(
                RejectionKind.FORBIDDEN, "missing_scope", f"It takes {SCOPE}.", stored=False
            )
        try:
            product = self._carry_out(requested(command))
        except DomainError as error:
            return rejected(error)
        return Succeeded(product.sku, product.version, product_snapshot(product))

    def _carry_out(self, request: Request) -> Product:
        match request:
            case CreateProduct():
                return self._create_product(request)
            case UpdateProduct():
                return self._update_product(request)
            case ChangePrice():
                return self._change_price(request)
            case RetireProduct():
                return self._retire_product(request)


def named_skus(messages: Iterable[Message]) -> set[str]:
    """Return the skus that a batch names; a command that is not valid names none."""
    skus: set[str] = set()
    for message in messages:
        try:
            command = decoded(message)
            if command is not None:
                skus.add(checked_sku(command.sku))
        except (InvalidMessage, InvalidField):
            # The handler meets the same fault and answers for it.
            continue
    return skus
