"""People, goods and dialogues: what every test of the orders service speaks with."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest

from fv_chassis.postgres import migrate
from fv_orders.application.ports.caller import Caller
from fv_orders.application.ports.fulfilment import Cause
from fv_orders.application.processes.fulfilment import OrderFulfilment
from fv_orders.application.use_cases.advance_order import AdvanceOrderHandler
from fv_orders.application.use_cases.cancel_order import CancelOrder, CancelOrderHandler
from fv_orders.application.use_cases.place_order import PlaceOrder, PlaceOrderHandler
from fv_orders.application.use_cases.record_payment_answers import RecordPaymentAnswersHandler
from fv_orders.domain.inputs import DeadlinePassed, Input
from fv_orders.domain.order import Order
from fv_orders.domain.placing import RequestedLine
from fv_orders.domain.products import ProductCopy
from fv_orders.outbound.memory.clock import FrozenClock
from fv_orders.outbound.memory.provider import InMemoryPaymentProvider
from fv_orders.outbound.memory.store import InMemoryStore
from fv_orders.outbound.memory.terms import ReadableTermsCodec

PATIENCE = timedelta(seconds=60)
ANN = Caller("ann", frozenset({"orders:read", "orders:write"}))
TEA = ProductCopy("TEA", Decimal("2.55"), "GBP", requires_stock=True, active=True, version=1)
POSTAGE = ProductCopy("POST", Decimal("18.00"), "GBP", requires_stock=False, active=True, version=1)
OLD = ProductCopy("OLD", Decimal("1.00"), "GBP", requires_stock=True, active=False, version=2)
SAKE = ProductCopy("SAKE", Decimal("900"), "JPY", requires_stock=True, active=True, version=1)
_numbers = count(1)


def an_order_id() -> UUID:
    return UUID(int=next(_numbers))


def a_purchase(**changes: Any) -> PlaceOrder:
    """Two packets of tea, paid with a card that works."""
    usual = PlaceOrder(an_order_id(), (RequestedLine("TEA", 2),), "GBP", "tok_approve")
    return replace(usual, **changes)


class Dialogue:
    """One shop in memory, spoken to with commands, inputs and the provider's answers."""

    def __init__(self, provider: InMemoryPaymentProvider | None = None) -> None:
        self.clock = FrozenClock()
        self.store = InMemoryStore(self.clock)
        self.provider = provider or InMemoryPaymentProvider()
        with self.store.unit() as unit:
            for product in (TEA, POSTAGE, OLD, SAKE):
                unit.products.keep(product)

    def place(self, command: PlaceOrder | None = None, caller: Caller = ANN) -> Order:
        command = command or a_purchase()
        with self.store.unit() as unit:
            unit.products.load({line.sku for line in command.lines})
            process = OrderFulfilment(unit, self.clock, PATIENCE)
            handler = PlaceOrderHandler(unit, process, self.clock, ReadableTermsCodec())
            return handler.handle(command, caller, self._cause("PlaceOrder"))

    def cancel(self, order: Order, caller: Caller = ANN) -> Order:
        with self.store.unit() as unit:
            unit.orders.lock([order.order_id])
            process = OrderFulfilment(unit, self.clock, PATIENCE)
            handler = CancelOrderHandler(unit.orders, process)
            return handler.handle(CancelOrder(order.order_id), caller, self._cause("CancelOrder"))

    def hear(self, order: Order, *given: Input) -> None:
        for one in given:
            with self.store.unit() as unit:
                unit.orders.lock([order.order_id])
                handler = AdvanceOrderHandler(
                    unit.orders, OrderFulfilment(unit, self.clock, PATIENCE)
                )
                handler.handle(order.order_id, one, self._cause(type(one).__name__))

    def pay(self, *, limit: int = 100) -> list[str]:
        """One round of the payment worker; returns the calls that it made."""
        with self.store.unit() as unit:
            tasks = unit.payments.claim(limit)
        answers = [self.provider.call(task) for task in tasks]
        with self.store.unit() as unit:
            process = OrderFulfilment(unit, self.clock, PATIENCE)
            RecordPaymentAnswersHandler(unit, process, self.clock).handle(answers)
        return [str(task.work) for task in tasks]

    def wait(self, time: timedelta) -> None:
        """Let time pass, deadlines included."""
        self.clock.move(time)
        due = [i for i, due_at in self.store.state.deadlines.items() if due_at <= self.clock.now()]
        for order_id in due:
            self.store.state.deadlines.pop(order_id)
            self.hear(self.store.state.orders[order_id], DeadlinePassed())

    def order(self, order: Order) -> Order:
        return self.store.state.orders[order.order_id]

    def events(self, order: Order) -> list[str]:
        history = self.store.state.events
        return [event.name for event in history if event.order.order_id == order.order_id]

    def _cause(self, name: str) -> Cause:
        return Cause(name, self.clock.now())


@pytest.fixture
def shop() -> Dialogue:
    return Dialogue()


@pytest.fixture
def shop_with() -> Callable[[InMemoryPaymentProvider], Dialogue]:
    return Dialogue


@pytest.fixture
def purchase() -> Callable[..., PlaceOrder]:
    return a_purchase


@pytest.fixture(scope="session")
def orders_template(postgres_server: Any) -> str:
    """A database with the service's tables, to be copied."""
    migrate(postgres_server.create_database("orders_template"), "fv_orders")
    return "orders_template"


@pytest.fixture
def orders_database(postgres_server: Any, orders_template: str) -> Iterator[str]:
    """The address of an empty database with the service's tables, for one test."""
    name = f"orders_{uuid4().hex}"
    yield postgres_server.create_database(name, orders_template)
    postgres_server.drop_database(name)
