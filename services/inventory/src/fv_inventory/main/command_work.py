"""A batch of commands as one unit of work."""

from collections.abc import Sequence

from sqlalchemy import Connection

from fv_chassis.commands import CommandOutcome
from fv_chassis.messages import Message
from fv_chassis.outbox import OutboxWriter
from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.use_cases.adjust_stock import AdjustStockHandler
from fv_inventory.application.use_cases.receive_stock import ReceiveStockHandler
from fv_inventory.application.use_cases.register_location import RegisterLocationHandler
from fv_inventory.inbound.commands.dispatch import InventoryCommands, named_rows
from fv_inventory.outbound.broker.event_publisher import OutboxEventPublisher
from fv_inventory.outbound.postgres.location_repository import PostgresLocationRepository
from fv_inventory.outbound.postgres.stock_repository import PostgresStockRepository


class CommandWork:
    """The UnitOfWork of `inventory.commands`."""

    def __init__(self, connection: Connection, outbox: OutboxWriter, clock: Clock) -> None:
        self._locations = PostgresLocationRepository(connection)
        self._stock = PostgresStockRepository(connection)
        events = OutboxEventPublisher(outbox)
        self._commands = InventoryCommands(
            RegisterLocationHandler(self._locations, events),
            ReceiveStockHandler(self._stock, self._locations, events, clock),
            AdjustStockHandler(self._stock, events, clock),
        )

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock and read every row that the batch names."""
        locations, skus = named_rows(messages)
        self._locations.load(locations)
        self._stock.lock(skus)

    def handle(self, message: Message) -> CommandOutcome:
        """Carry out one command."""
        return self._commands.handle(message)

    def flush(self) -> None:
        """Write everything changed, a statement a table."""
        self._locations.flush()
        self._stock.flush()
