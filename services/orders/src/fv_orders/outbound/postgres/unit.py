"""One transaction as a unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from fv_chassis.messages import Retryable
from fv_chassis.outbox import OutboxWriter
from fv_orders.application.ports.clock import Clock
from fv_orders.domain.retrying import LEASE
from fv_orders.outbound.broker.events import OutboxOrderEvents
from fv_orders.outbound.postgres.deadlines import PostgresDeadlines
from fv_orders.outbound.postgres.orders import PostgresOrderRepository
from fv_orders.outbound.postgres.payments import PostgresPaymentQueue
from fv_orders.outbound.postgres.products import PostgresProductCopies


class PostgresUnit:
    """The ports over one transaction, which somebody else begins and commits."""

    def __init__(
        self,
        connection: Connection,
        outbox: OutboxWriter,
        clock: Clock,
        *,
        own_trace: bool = False,
        lease: timedelta = LEASE,
    ) -> None:
        self.orders = PostgresOrderRepository(connection, clock)
        self.products = PostgresProductCopies(connection)
        self.payments = PostgresPaymentQueue(connection, clock, lease)
        self.events = OutboxOrderEvents(outbox, own_trace=own_trace)
        self.deadlines = PostgresDeadlines(connection)

    def flush(self) -> None:
        """Write everything that the ports keep; the outbox is flushed by whoever owns it."""
        self.orders.flush()
        self.products.flush()
        self.deadlines.flush()


class PostgresStore:
    """Opens units for work that no consumer brings, such as the payment worker's."""

    def __init__(self, engine: Engine, clock: Clock, source: str, lease: timedelta = LEASE) -> None:
        self._engine = engine
        self._clock = clock
        self._source = source
        self._lease = lease

    @contextmanager
    def unit(self) -> Iterator[PostgresUnit]:
        """Open a unit; it is written and committed at the end. Retryable when that cannot be."""
        try:
            with self._engine.begin() as connection:
                outbox = OutboxWriter(connection, self._source)
                unit = PostgresUnit(
                    connection, outbox, self._clock, own_trace=True, lease=self._lease
                )
                yield unit
                unit.flush()
                outbox.flush()
        except (OperationalError, InterfaceError) as error:
            raise Retryable(str(error.orig)) from error
