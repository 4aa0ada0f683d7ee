"""A batch of order events as one unit of work."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from fv_chassis.messages import Message
from fv_chassis.outbox import OutboxWriter
from fv_inventory.application.ports.clock import Clock
from fv_inventory.application.processes.order_fulfilment import OrderFulfilment, skus_moved
from fv_inventory.application.use_cases.commit_order import CommitOrderHandler
from fv_inventory.application.use_cases.expire_order import ExpireOrderHandler
from fv_inventory.application.use_cases.release_order import ReleaseOrderHandler
from fv_inventory.application.use_cases.reserve_order import ReserveOrderHandler
from fv_inventory.inbound.deadlines.reservation_due import (
    NAME,
    DueReservation,
    when_reservation_due,
)
from fv_inventory.inbound.events.dispatch import OrderEvents
from fv_inventory.outbound.broker.event_publisher import OutboxEventPublisher
from fv_inventory.outbound.postgres.expiry_schedule import PostgresExpirySchedule
from fv_inventory.outbound.postgres.reservation_repository import PostgresReservationRepository
from fv_inventory.outbound.postgres.stock_repository import PostgresStockRepository


class FulfilmentWork:
    """The UnitOfWork of `inventory.fulfilment`: reservations are locked first, then stock."""

    def __init__(
        self, connection: Connection, outbox: OutboxWriter, clock: Clock, life: timedelta
    ) -> None:
        self._reservations = PostgresReservationRepository(connection)
        self._stock = PostgresStockRepository(connection)
        self._expiries = PostgresExpirySchedule(connection, NAME)
        events = OutboxEventPublisher(outbox)
        kept = (self._reservations, self._stock, events)
        self._events = OrderEvents(
            OrderFulfilment(
                ReserveOrderHandler(*kept, self._expiries, clock, life),
                CommitOrderHandler(*kept, clock),
                ReleaseOrderHandler(*kept, clock),
            )
        )

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock and read every row that the batch names."""
        orders = self._events.read(messages)
        self._reservations.lock({order.order_id for order in orders})
        self._stock.lock({sku for each in orders for sku in skus_moved(self._reservations, each)})

    def handle(self, message: Message) -> None:
        """Handle one event."""
        self._expiries.correlation_id = message.correlation_id
        self._events.handle(message)

    def flush(self) -> None:
        """Write everything changed, a statement a table."""
        self._reservations.flush()
        self._stock.flush()
        self._expiries.flush()


class ExpiryWork:
    """A batch of due reservations as one unit of work; the same rows in the same lock order."""

    def __init__(self, connection: Connection, outbox: OutboxWriter, clock: Clock) -> None:
        self._reservations = PostgresReservationRepository(connection)
        self._stock = PostgresStockRepository(connection)
        self._publisher = OutboxEventPublisher(outbox)
        self._expire = ExpireOrderHandler(self._reservations, self._stock, self._publisher, clock)

    def run(self, due: Sequence[DueReservation]) -> None:
        """Expire what is still held of these orders."""
        self._reservations.lock([each.order_id for each in due])
        found = (self._reservations.find(each.order_id) for each in due)
        self._stock.lock({unit.sku for each in found if each for unit in each.units})
        for each in due:
            self._publisher.correlation_id = each.correlation_id
            when_reservation_due(self._expire, each)
        self._reservations.flush()
        self._stock.flush()
