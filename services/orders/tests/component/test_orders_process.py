"""The service as a process, with a real broker; inventory's part is played from its contract."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import grpc
import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

from firstviscount.catalog.v1 import events_pb2 as catalog
from firstviscount.catalog.v1 import product_pb2
from firstviscount.common.v1.money_pb2 import Money
from firstviscount.inventory.v1 import events_pb2 as inventory
from firstviscount.operations.v1 import results_pb2
from firstviscount.orders.v1 import (
    admin_pb2,
    admin_pb2_grpc,
    commands_pb2,
    events_pb2,
    order_pb2,
)
from fv_chassis.broker import BrokerSettings, ensure_topics
from fv_chassis.local.ports import free_port
from fv_chassis.testing.issuer import ISSUER, TestIssuer
from fv_contracts.identifiers import aggregate_id

CONFIRMED = order_pb2.ORDER_STATE_CONFIRMED
CAPTURED = order_pb2.PAYMENT_STATE_CAPTURED


class Neighbours:
    """The edge, the catalogue and inventory, as far as orders can tell."""

    def __init__(self, broker: str) -> None:
        ensure_topics(BrokerSettings(broker), "orders")
        self._broker = broker
        self._producer = Producer({"bootstrap.servers": broker, "linger.ms": 1})
        self._stop = Event()
        self.replies: dict[str, results_pb2.CommandResult] = {}
        self._threads = [
            Thread(target=self._read, args=("orders.order.v1", self._hear)),
            Thread(target=self._read, args=("edge.replies.v1", self._note)),
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def send(self, topic: str, key: str, payload: Any, message_id: UUID, **headers: str) -> None:
        values = {
            "ce_specversion": "1.0",
            "ce_id": str(message_id),
            "ce_type": payload.DESCRIPTOR.full_name,
            "ce_source": "test",
            "ce_time": datetime.now(UTC).isoformat(),
            **headers,
        }
        encoded = [(name, value.encode()) for name, value in values.items()]
        self._producer.produce(topic, payload.SerializeToString(), key, headers=encoded)
        self._producer.flush(10)

    def command(self, payload: Any, key: str, command_id: UUID, actor: str = "ann") -> None:
        self.send(
            "orders.commands.v1",
            key,
            payload,
            command_id,
            fv_actor=actor,
            fv_scopes="orders:read orders:write",
            fv_replyto="edge.replies.v1",
            fv_fingerprint="f" * 64,
        )

    def place(self, card: str = "tok_approve", sku: str = "TEA") -> tuple[str, str]:
        command_id = uuid4()
        order_id = str(aggregate_id(command_id))
        command = commands_pb2.PlaceOrder(
            order_id=order_id, currency_code="GBP", card_token=card, reference="R-1"
        )
        command.lines.add(sku=sku, quantity=3)
        self.command(command, order_id, command_id)
        return order_id, str(command_id)

    def sell(self, sku: str) -> None:
        product = product_pb2.Product(
            sku=sku,
            kind=product_pb2.PRODUCT_KIND_GOODS,
            state=product_pb2.PRODUCT_STATE_ACTIVE,
            price=Money(currency_code="GBP", units=1, nanos=250_000_000),
        )
        event = catalog.ProductCreated(product=product)
        self.send("catalog.product.v1", sku, event, uuid4(), ce_sequence="1")

    def _read(self, topic: str, handle: Callable[[Any], None]) -> None:
        consumer = Consumer({"bootstrap.servers": self._broker, "group.id": "test"})
        consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in (0, 1)])
        while not self._stop.is_set():
            record = consumer.poll(0.2)
            if record is not None and not record.error():
                handle(record)
        consumer.close()

    def _note(self, record: Any) -> None:
        result = results_pb2.CommandResult.FromString(record.value())
        self.replies[result.command_id] = result

    def _hear(self, record: Any) -> None:
        """Reserve what was placed and sell what was paid for, as inventory would."""
        headers = {name: value.decode() for name, value in record.headers()}
        answer: Any = {
            "firstviscount.orders.v1.OrderPlaced": inventory.StockReserved,
            "firstviscount.orders.v1.PaymentAuthorized": inventory.StockCommitted,
        }.get(headers["ce_type"])
        if answer is None:
            return
        order = events_pb2.OrderPlaced.FromString(record.value()).order
        event = answer()
        event.reservation.order_id = order.order_id
        # The id is the cause's, as a relay that repeats itself would send it.
        self.send("inventory.reservation.v1", order.order_id, event, UUID(headers["ce_id"]))


class OrdersProcess:
    """`python -m fv_orders run`."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.grpc_port, self.ops_port = free_port(), free_port()
        self._environment = {
            **os.environ,
            **environment,
            "FV_GRPC_PORT": str(self.grpc_port),
            "FV_OPS_PORT": str(self.ops_port),
            "FV_LOG_LEVEL": "WARNING",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "fv_orders", "run"]
        self.process = subprocess.Popen(command, env=self._environment)

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ops_port}/readyz") as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture(scope="module")
def orders(
    postgres_server: Any,
    orders_template: str,
    broker: Any,
    provider: Any,
    issuer: TestIssuer,
    eventually: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OrdersProcess]:
    with issuer.serve() as jwks_url:
        running = OrdersProcess(
            {
                "FV_DATABASE_URL": postgres_server.create_database(
                    f"process_{uuid4().hex}", orders_template
                ),
                "FV_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
                "FV_PAYMENTS_URL": provider.url,
                "FV_JWKS_URL": jwks_url,
                "FV_ISSUER": ISSUER,
                "FV_STATE_DIR": str(tmp_path_factory.mktemp("state")),
            }
        )
        running.start()
        try:
            eventually(running.ready)
            yield running
        finally:
            code = running.stop()
        assert code == 0, "it drains and ends cleanly"


@pytest.fixture(scope="module")
def neighbours(broker: Any, orders: OrdersProcess, eventually: Any) -> Iterator[Neighbours]:
    around = Neighbours(broker.bootstrap_servers)
    try:
        around.sell("TEA")
        yield around
    finally:
        around.close()


class Caller:
    """Somebody with a token."""

    def __init__(self, port: int, token: str) -> None:
        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = admin_pb2_grpc.OrdersAdminServiceStub(channel)
        self._metadata = (("authorization", f"Bearer {token}"),)

    def order(self, order_id: str) -> order_pb2.Order | None:
        request = admin_pb2.GetOrderRequest(order_id=order_id)
        try:
            return self._stub.GetOrder(request, metadata=self._metadata, timeout=5).order
        except grpc.RpcError as error:
            if error.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNAVAILABLE):
                return None
            raise

    def ask(self, method: str, request: Any) -> Any:
        return getattr(self._stub, method)(request, metadata=self._metadata, timeout=5)


@pytest.fixture
def ann(orders: OrdersProcess, issuer: TestIssuer) -> Caller:
    return Caller(orders.grpc_port, issuer.token("orders:read", subject="ann"))


@pytest.fixture
def operator(orders: OrdersProcess, issuer: TestIssuer) -> Caller:
    return Caller(orders.grpc_port, issuer.token("orders:read", "orders:admin", subject="root"))


def _known(caller: Caller, sku: str) -> bool:
    try:
        caller.ask("GetCatalogCopy", admin_pb2.GetCatalogCopyRequest(sku=sku))
    except grpc.RpcError:
        return False
    return True


def _at(caller: Caller, order_id: str, state: int, payment: int) -> bool:
    order = caller.order(order_id)
    return order is not None and (order.state, order.payment_state) == (state, payment)


def test_an_order_is_taken_to_its_end(
    neighbours: Neighbours, ann: Caller, provider: Any, eventually: Any
) -> None:
    eventually(lambda: _known(ann, "TEA"))
    order_id, command_id = neighbours.place()
    eventually(lambda: _at(ann, order_id, CONFIRMED, CAPTURED))
    reply = eventually(lambda: neighbours.replies.get(command_id))
    assert (reply.succeeded.id, reply.succeeded.version) == (order_id, 1)
    timeline = ann.ask("GetTimeline", admin_pb2.GetTimelineRequest(order_id=order_id)).entries
    assert [(entry.number, entry.input) for entry in timeline] == [
        (1, "PlaceOrder"),
        (2, "StockReserved"),
        (3, "authorise_done"),
        (4, "StockCommitted"),
        (5, "capture_done"),
    ]
    assert provider.ledger(order_id) == ["authorise", "capture"]


def test_the_same_command_gets_the_same_answer_and_no_second_order(
    neighbours: Neighbours, ann: Caller, operator: Caller, eventually: Any
) -> None:
    eventually(lambda: _known(ann, "TEA"))
    order_id, command_id = neighbours.place()
    eventually(lambda: _at(ann, order_id, CONFIRMED, CAPTURED))
    first = eventually(lambda: neighbours.replies.pop(command_id, None))
    command = commands_pb2.PlaceOrder(
        order_id=order_id, currency_code="GBP", card_token="tok_approve", reference="R-1"
    )
    command.lines.add(sku="TEA", quantity=3)
    neighbours.command(command, order_id, UUID(command_id))
    eventually(lambda: command_id in neighbours.replies)
    assert neighbours.replies[command_id] == first
    timeline = ann.ask("GetTimeline", admin_pb2.GetTimelineRequest(order_id=order_id)).entries
    assert [entry.input for entry in timeline].count("PlaceOrder") == 1


def test_others_do_not_see_it_but_an_admin_does(
    neighbours: Neighbours,
    orders: OrdersProcess,
    ann: Caller,
    operator: Caller,
    issuer: TestIssuer,
    eventually: Any,
) -> None:
    eventually(lambda: _known(ann, "TEA"))
    order_id, _ = neighbours.place("tok_decline")
    eventually(lambda: ann.order(order_id))
    bob = Caller(orders.grpc_port, issuer.token("orders:read", subject="bob"))
    assert bob.order(order_id) is None
    assert not bob.ask("ListOrders", admin_pb2.ListOrdersRequest()).orders
    assert not bob.ask("ListOrders", admin_pb2.ListOrdersRequest(customer_id="ann")).orders
    assert operator.order(order_id) is not None
    found = operator.ask("ListOrders", admin_pb2.ListOrdersRequest(customer_id="ann")).orders
    assert order_id in [order.order_id for order in found]
    with pytest.raises(grpc.RpcError) as refusal:
        bob.ask("ListPayments", admin_pb2.ListPaymentsRequest())
    assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_pages_of_payments_follow_each_other(
    neighbours: Neighbours, ann: Caller, operator: Caller, eventually: Any
) -> None:
    eventually(lambda: _known(ann, "TEA"))
    placed = [neighbours.place()[0] for _ in range(3)]
    for order_id in placed:
        eventually(lambda order_id=order_id: _at(ann, order_id, CONFIRMED, CAPTURED))
    keys, token = [], ""
    while True:
        request = admin_pb2.ListPaymentsRequest(page_size=2, page_token=token)
        page = operator.ask("ListPayments", request)
        keys += [payment.payment_key for payment in page.payments]
        token = page.next_page_token
        if not token:
            break
    assert len(keys) == len(set(keys))
    assert {f"{order_id}:1" for order_id in placed} <= set(keys)


def test_an_unknown_sku_may_succeed_later_under_the_same_key(
    neighbours: Neighbours, ann: Caller, eventually: Any
) -> None:
    order_id, command_id = neighbours.place(sku="NEW")
    rejected = eventually(lambda: neighbours.replies.pop(command_id, None)).rejected
    assert (rejected.slug, rejected.violations[0].field) == ("unknown_sku", "lines[0].sku")
    neighbours.sell("NEW")
    eventually(lambda: _known(ann, "NEW"))
    command = commands_pb2.PlaceOrder(
        order_id=order_id, currency_code="GBP", card_token="tok_approve", reference="R-1"
    )
    command.lines.add(sku="NEW", quantity=3)
    neighbours.command(command, order_id, UUID(command_id))
    eventually(lambda: _at(ann, order_id, CONFIRMED, CAPTURED))
