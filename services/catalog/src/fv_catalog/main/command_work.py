"""A batch of commands as one unit of work."""

from collections.abc import Sequence

from sqlalchemy import Connection

from fv_catalog.application.ports.clock import Clock
from fv_catalog.application.use_cases.change_price import ChangePriceHandler
from fv_catalog.application.use_cases.create_product import CreateProductHandler
from fv_catalog.application.use_cases.retire_product import RetireProductHandler
from fv_catalog.application.use_cases.update_product import UpdateProductHandler
from fv_catalog.inbound.commands.dispatch import CatalogCommands, named_skus
from fv_catalog.outbound.broker.event_publisher import OutboxEventPublisher
from fv_catalog.outbound.postgres.product_repository import PostgresProductRepository
from fv_chassis.commands import CommandOutcome
from fv_chassis.messages import Message
from fv_chassis.outbox import OutboxWriter


class CommandWork:
    """The UnitOfWork of `catalog.commands`."""

    def __init__(self, connection: Connection, outbox: OutboxWriter, clock: Clock) -> None:
        self._products = PostgresProductRepository(connection)
        ports = (self._products, OutboxEventPublisher(outbox), clock)
        self._commands = CatalogCommands(
            CreateProductHandler(*ports),
            UpdateProductHandler(*ports),
            ChangePriceHandler(*ports),
            RetireProductHandler(*ports),
        )

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock and read every row that the batch names."""
        self._products.lock(named_skus(messages))

    def handle(self, message: Message) -> CommandOutcome:
        """Carry out one command."""
        return self._commands.handle(message)

    def flush(self) -> None:
        """Write everything changed."""
        self._products.flush()
