"""Neighbours of the orders service: a real provider, and messages as inventory sends them."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
import urllib3
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text

from firstviscount.catalog.v1 import events_pb2 as catalog
from firstviscount.catalog.v1 import product_pb2
from firstviscount.common.v1.money_pb2 import Money
from firstviscount.orders.v1 import commands_pb2
from fv_chassis.commands import Succeeded
from fv_chassis.local.ports import free_port
from fv_chassis.messages import Message
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres import create_engine
from fv_contracts.identifiers import aggregate_id
from fv_orders.inbound.work.worker import PaymentWorker
from fv_orders.main.works import Works
from fv_orders.outbound.payments.http_provider import HttpPaymentProvider
from fv_orders.outbound.postgres.notifications import PaymentNotifications
from fv_orders.outbound.postgres.queries import PostgresOrderQueries
from fv_orders.outbound.postgres.unit import PostgresStore
from fv_orders.outbound.system.clock import SystemClock


class SandboxProvider:
    """The provider as a process of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        self._http = urllib3.PoolManager(retries=False, timeout=5)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "FV_PORT": self.url.rpartition(":")[2],
            "FV_DATA_DIR": str(self._folder),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fv_sandbox_payments"], env=environment
        )
        until(self._answers)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ledger(self, order_id: str) -> list[str]:
        entries = self._http.request("GET", f"{self.url}/v1/ledger?limit=10000").json()["entries"]
        return [entry["kind"] for entry in entries if entry["reference"] == order_id]

    def _answers(self) -> bool:
        try:
            return self._http.request("GET", f"{self.url}/livez").status == 200
        except urllib3.exceptions.HTTPError:
            return False


def until(true: Any, seconds: float = 30) -> Any:
    """Ask again and again until the answer is true."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{true} did not become true")
        time.sleep(0.02)
    return answer


@pytest.fixture(scope="session")
def eventually() -> Any:
    return until


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProvider]:
    running = SandboxProvider(tmp_path_factory.mktemp("provider"))
    try:
        running.start()
        yield running
    finally:
        running.kill()


@pytest.fixture
def mortal_provider(tmp_path: Path) -> Iterator[SandboxProvider]:
    """A provider for one test, which may kill it."""
    running = SandboxProvider(tmp_path)
    try:
        running.start()
        yield running
    finally:
        running.kill()


def a_message(payload: Any, **changes: Any) -> Message:
    """The message as a consumer gets it."""
    message_id = changes.pop("id", None) or uuid4()
    values: dict[str, Any] = {
        "id": message_id,
        "type": payload.DESCRIPTOR.full_name,
        "source": "/test",
        "subject": "",
        "time": datetime.now(UTC),
        "sequence": 0,
        "correlation_id": message_id,
        "causation_id": None,
        "traceparent": None,
        "topic": "test",
        "partition": 0,
        "offset": 0,
        "key": b"",
        "value": payload.SerializeToString(),
    }
    return Message(**(values | changes))


@pytest.fixture(scope="session")
def message() -> Any:
    return a_message


SCOPES = frozenset({"orders:write"})


class Service:
    """The orders service without a broker: batches go in, rows come out."""

    def __init__(self, url: str, provider_url: str, message: Any, patience: float = 60) -> None:
        self.engine = create_engine(url, pool_size=4)
        self.url = url
        self.works = Works(SystemClock(), timedelta(seconds=patience))
        self.queries = PostgresOrderQueries(self.engine)
        self.store = PostgresStore(self.engine, SystemClock(), "/orders")
        provider = HttpPaymentProvider(provider_url, 16, 1.0)
        self.worker = PaymentWorker(provider, self.store.unit, self.works.recorder, 16)
        self.message = message
        self._stop = Event()
        self._threads: list[Thread] = []
        self.statements: list[str] = []
        sqlalchemy_event.listen(self.engine, "before_cursor_execute", self._count)

    def _count(self, *arguments: Any) -> None:
        self.statements.append(arguments[2])

    def handle(self, factory: Any, messages: list[Any]) -> list[Any]:
        with self.engine.begin() as connection:
            outbox = OutboxWriter(connection, "/orders")
            work = factory(connection, outbox)
            work.prepare(messages)
            outcomes = []
            for message in messages:
                with outbox.cause(message):
                    outcomes.append(work.handle(message))
            work.flush()
            outbox.flush()
        return outcomes

    def sell(self, sku: str = "TEA", units: int = 2, nanos: int = 550_000_000) -> None:
        product = product_pb2.Product(
            sku=sku,
            kind=product_pb2.PRODUCT_KIND_GOODS,
            state=product_pb2.PRODUCT_STATE_ACTIVE,
            price=Money(currency_code="GBP", units=units, nanos=nanos),
            version=1,
        )
        event = catalog.ProductCreated(product=product)
        self.handle(self.works.catalog, [self.message(event, sequence=1)])

    def purchase(self, card: str = "tok_approve", **fields: Any) -> Any:
        command_id = uuid4()
        values = {
            "order_id": str(aggregate_id(command_id)),
            "lines": [commands_pb2.PlaceOrderLine(sku="TEA", quantity=2)],
            "currency_code": "GBP",
            "card_token": card,
        }
        command = commands_pb2.PlaceOrder(**(values | fields))
        return self.message(command, id=command_id, actor="ann", scopes=SCOPES)

    def place(self, cards: list[str]) -> list[str]:
        outcomes = self.handle(self.works.commands, [self.purchase(card) for card in cards])
        assert all(isinstance(outcome, Succeeded) for outcome in outcomes)
        return [outcome.id for outcome in outcomes]

    def hear(self, event: type, order_ids: list[str]) -> None:
        messages = []
        for order_id in order_ids:
            payload = event()
            payload.reservation.order_id = order_id
            messages.append(self.message(payload))
        self.handle(self.works.fulfilment, messages)

    def cancel(self, order_id: str) -> Any:
        command = commands_pb2.CancelOrder(order_id=order_id, reason="no tea today")
        message = self.message(command, actor="ann", scopes=SCOPES)
        return self.handle(self.works.commands, [message])[0]

    def states(self, order_ids: list[str]) -> Counter[str]:
        orders = [self.queries.get_order(UUID(order_id)) for order_id in order_ids]
        return Counter(order.states for order in orders if order)

    def outbox(self) -> list[Any]:
        with self.engine.connect() as connection:
            return list(
                connection.execute(text("SELECT key, type, value FROM outbox ORDER BY id")).all()
            )

    def start_worker(self) -> None:
        listener = PaymentNotifications(self.url, self.worker.wake)
        for role in (self.worker.run, listener.run):
            thread = Thread(target=role, args=(self._stop,))
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(20)
        self.engine.dispose()
        assert not any(thread.is_alive() for thread in self._threads)


@pytest.fixture
def service(orders_database: str, provider: Any, message: Any) -> Iterator[Service]:
    running = Service(orders_database, provider.url, message)
    running.sell()
    yield running
    running.close()


@pytest.fixture
def service_at(message: Any) -> Any:
    """Makes a service on a database and a provider; whoever asks for it closes it."""

    def make(url: str, provider_url: str, patience: float = 60) -> Service:
        return Service(url, provider_url, message, patience)

    return make
