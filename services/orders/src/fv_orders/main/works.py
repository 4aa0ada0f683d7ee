"""Units of work for every consumer, put together from the ports' adapters."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from fv_chassis.deadlines import Deadline
from fv_chassis.outbox import OutboxWriter
from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.unit import Unit
from fv_orders.application.processes.fulfilment import OrderFulfilment
from fv_orders.application.use_cases.advance_order import AdvanceOrderHandler
from fv_orders.application.use_cases.cancel_order import CancelOrderHandler
from fv_orders.application.use_cases.keep_product_copy import KeepProductCopyHandler
from fv_orders.application.use_cases.place_order import PlaceOrderHandler
from fv_orders.application.use_cases.record_payment_answers import RecordPaymentAnswersHandler
from fv_orders.inbound.commands.work import CommandsWork
from fv_orders.inbound.deadlines.order_deadlines import when_deadlines_passed
from fv_orders.inbound.events.catalog import CatalogWork
from fv_orders.inbound.events.fulfilment import FulfilmentWork
from fv_orders.outbound.broker.order_message import ProtoTermsCodec, order_message
from fv_orders.outbound.postgres.unit import PostgresUnit


class Works:
    """Builds fresh work over an open transaction; `patience` is an order's time to be decided."""

    def __init__(self, clock: Clock, patience: timedelta) -> None:
        self._clock = clock
        self._patience = patience
        self._terms = ProtoTermsCodec()

    def commands(self, connection: Connection, outbox: OutboxWriter) -> CommandsWork:
        """For `orders.commands`."""
        unit = PostgresUnit(connection, outbox, self._clock)
        process = self._process(unit)
        place = PlaceOrderHandler(unit, process, self._clock, self._terms)
        return CommandsWork(unit, place, CancelOrderHandler(unit.orders, process), order_message)

    def fulfilment(self, connection: Connection, outbox: OutboxWriter) -> FulfilmentWork:
        """For `orders.fulfilment`."""
        unit = PostgresUnit(connection, outbox, self._clock)
        return FulfilmentWork(unit, AdvanceOrderHandler(unit.orders, self._process(unit)))

    def catalog(self, connection: Connection, outbox: OutboxWriter) -> CatalogWork:
        """For `orders.catalog`."""
        unit = PostgresUnit(connection, outbox, self._clock)
        return CatalogWork(unit, KeepProductCopyHandler(unit.products))

    def deadlines(
        self, connection: Connection, outbox: OutboxWriter, deadlines: Sequence[Deadline]
    ) -> None:
        """For the deadlines that are due."""
        unit = PostgresUnit(connection, outbox, self._clock, own_trace=True)
        advance = AdvanceOrderHandler(unit.orders, self._process(unit))
        when_deadlines_passed(unit, advance, deadlines)

    def recorder(self, unit: Unit) -> RecordPaymentAnswersHandler:
        """For the payment worker."""
        return RecordPaymentAnswersHandler(unit, self._process(unit), self._clock)

    def _process(self, unit: Unit) -> OrderFulfilment:
        return OrderFulfilment(unit, self._clock, self._patience)
