"""The process as it is run: a real broker, real tokens, real gRPC, real HTTP."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import grpc
import httpx
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from edge_examples import NEW_LANTERN, ONE_LANTERN, alices_order, lantern

from firstviscount.catalog.v1 import admin_pb2 as catalog
from firstviscount.catalog.v1 import admin_pb2_grpc as catalog_grpc
from firstviscount.catalog.v1.events_pb2 import PriceChanged
from firstviscount.operations.v1.results_pb2 import CommandResult
from firstviscount.orders.v1 import admin_pb2 as orders
from firstviscount.orders.v1 import admin_pb2_grpc as orders_grpc
from firstviscount.orders.v1 import events_pb2 as order_events
from firstviscount.orders.v1.order_pb2 import Order
from fv_chassis.broker import BrokerSettings, ensure_topics
from fv_chassis.local.broker import EmbeddedBroker
from fv_chassis.local.ports import free_port
from fv_chassis.testing.issuer import ISSUER, TestIssuer


def eventually(what: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Return the first true value of `what`; fail when none comes in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} never came true")


@dataclass
class Neighbours(catalog_grpc.CatalogAdminServiceServicer, orders_grpc.OrdersAdminServiceServicer):
    """The services, as far as the edge sees them."""

    product: Any = field(default_factory=lantern)
    order: Order = field(default_factory=alices_order)
    asked: int = 0
    authorizations: list[str] = field(default_factory=list)

    def GetProduct(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.asked += 1
        self._note(context)
        if request.sku != self.product.sku:
            context.set_trailing_metadata((("fv-slug", "unknown_sku"),))
            context.abort(grpc.StatusCode.NOT_FOUND, "no such product")
        return catalog.GetProductResponse(product=self.product)

    def GetOrder(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self._note(context)
        return orders.GetOrderResponse(order=self.order)

    def _note(self, context: grpc.ServicerContext) -> None:
        self.authorizations.append(dict(context.invocation_metadata())["authorization"])

    def serve(self) -> tuple[grpc.Server, str]:
        server = grpc.server(futures.ThreadPoolExecutor(4))
        catalog_grpc.add_CatalogAdminServiceServicer_to_server(self, server)  # type: ignore[no-untyped-call] # generated
        orders_grpc.add_OrdersAdminServiceServicer_to_server(self, server)  # type: ignore[no-untyped-call] # generated
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        return server, f"127.0.0.1:{port}"


class TokenEndpoint:
    """Hands the edge its own token."""

    def __init__(self, issuer: TestIssuer) -> None:
        token = issuer.token("catalog:read", subject="edge", client="edge")
        body = json.dumps({"access_token": token, "expires_in": 600}).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Stay silent."""

        self.token = token
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/oauth2/token"
        Thread(target=self.server.serve_forever, daemon=True).start()


@dataclass
class RunningEdge:
    process: subprocess.Popen[bytes]
    url: str
    ops: str
    broker: EmbeddedBroker
    issuer: TestIssuer
    neighbours: Neighbours
    own_token: str

    def headers(self, *scopes: str, key: str = "k-1") -> dict[str, str]:
        return {"authorization": f"Bearer {self.issuer.token(*scopes)}", "idempotency-key": key}

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.ops}/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def publish(self, topic: str, key: str, message: Any, sequence: int = 0) -> None:
        producer = Producer({"bootstrap.servers": self.broker.bootstrap_servers})
        producer.produce(
            topic,
            message.SerializeToString(),
            key,
            headers=[
                ("ce_id", os.urandom(8).hex().encode()),
                ("ce_type", message.DESCRIPTOR.full_name.encode()),
                ("ce_sequence", str(sequence).encode()),
            ],
        )
        assert producer.flush(10) == 0


class Replier:
    """A service that answers every command on a topic with the same snapshot."""

    def __init__(self, broker: EmbeddedBroker, topic: str, snapshot: Any) -> None:
        self.stop = Event()
        self.thread = Thread(target=self._run, args=(broker, topic, snapshot), daemon=True)

    def _run(self, broker: EmbeddedBroker, topic: str, snapshot: Any) -> None:
        settings = {"bootstrap.servers": broker.bootstrap_servers, "group.id": f"test.{topic}"}
        consumer = Consumer(settings)
        producer = Producer({"bootstrap.servers": broker.bootstrap_servers, "linger.ms": 0})
        consumer.assign([TopicPartition(topic, number, 0) for number in range(2)])
        while not self.stop.is_set():
            record = consumer.poll(0.1)
            if record is None or record.error():
                continue
            headers: dict[str, Any] = dict(record.headers() or ())
            result = CommandResult(command_id=headers["ce_id"].decode())
            result.succeeded.id, result.succeeded.version = "x", 1
            result.succeeded.snapshot.Pack(snapshot)
            producer.produce(
                headers["fv_replyto"].decode(),
                result.SerializeToString(),
                headers["ce_id"],
                headers=[("ce_id", os.urandom(8).hex().encode())],
            )
            producer.flush(5)
        consumer.close()

    def __enter__(self) -> "Replier":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEdge]:
    """One edge for the tests that leave it as it was."""
    with running_edge(tmp_path_factory.mktemp("edge")) as running:
        yield running


@pytest.fixture
def own_edge(tmp_path: Path) -> Iterator[RunningEdge]:
    """An edge whose broker a test may end, and which it may end itself."""
    with running_edge(tmp_path) as running:
        yield running


@contextmanager
def running_edge(tmp_path: Path) -> Iterator[RunningEdge]:
    fresh_broker = EmbeddedBroker().start()
    issuer, neighbours = TestIssuer(), Neighbours()
    endpoint = TokenEndpoint(issuer)
    server, target = neighbours.serve()
    http_port, ops_port = free_port(), free_port()
    with issuer.serve() as jwks_url:
        environment = {
            **os.environ,
            "FV_HTTP_PORT": str(http_port),
            "FV_OPS_PORT": str(ops_port),
            "FV_KAFKA_BOOTSTRAP_SERVERS": fresh_broker.bootstrap_servers,
            "FV_JWKS_URL": jwks_url,
            "FV_ISSUER": ISSUER,
            "FV_TOKEN_URL": endpoint.url,
            "FV_CLIENT_ID": "edge",
            "FV_CLIENT_SECRET": "secret",
            "FV_STATE_DIR": str(tmp_path),
            "FV_CATALOG_GRPC": target,
            "FV_ORDERS_GRPC": target,
            "FV_INVENTORY_GRPC": f"127.0.0.1:{free_port()}",
            "FV_WAIT_SECONDS": "20",
        }
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "fv_edge", "run"], env=environment, stderr=log
            )
        running = RunningEdge(
            process,
            f"http://127.0.0.1:{http_port}",
            f"http://127.0.0.1:{ops_port}",
            fresh_broker,
            issuer,
            neighbours,
            endpoint.token,
        )
        try:
            eventually(running.ready)
            yield running
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, (tmp_path / "log").read_text()
        finally:
            process.kill()
            process.wait()
            server.stop(0)
            endpoint.server.shutdown()
            endpoint.server.server_close()
            fresh_broker.kill()


def test_an_order_goes_out_as_a_command_and_comes_back_as_an_answer(edge: RunningEdge) -> None:
    ensure_topics(BrokerSettings(edge.broker.bootstrap_servers), "orders")
    with Replier(edge.broker, "orders.commands.v1", alices_order()):
        response = httpx.post(
            f"{edge.url}/api/v1/orders",
            json=ONE_LANTERN,
            headers=edge.headers("orders:write"),
            timeout=30,
        )
    assert response.status_code == 201, response.text
    assert response.json()["total"] == "5.10"
    assert "server" not in response.headers


def test_a_service_that_is_away_is_503_and_what_it_refuses_keeps_its_slug(
    edge: RunningEdge,
) -> None:
    away = httpx.get(f"{edge.url}/api/v1/stock/LANTERN")
    assert (away.status_code, away.json()["slug"]) == (503, "service_unavailable")
    unknown = httpx.get(f"{edge.url}/api/v1/products/NOTHING")
    assert (unknown.status_code, unknown.json()["slug"]) == (404, "unknown_sku")


def test_tokens_travel_as_they_should(edge: RunningEdge) -> None:
    headers = edge.headers("orders:read")
    order = httpx.get(f"{edge.url}/api/v1/orders/{edge.neighbours.order.order_id}", headers=headers)
    product = httpx.get(f"{edge.url}/api/v1/products/LANTERN")
    assert order.status_code == product.status_code == 200
    assert edge.neighbours.authorizations[-2:] == [
        headers["authorization"],
        f"Bearer {edge.own_token}",
    ]


def test_a_chunked_body_without_end_is_refused(edge: RunningEdge) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 65_536

    try:
        response = httpx.post(
            f"{edge.url}/api/v1/products",
            content=chunks(),
            headers={**edge.headers("catalog:write"), "content-type": "application/json"},
        )
    except httpx.TransportError:
        return  # The edge hung up while the client was still sending, which is an answer too.
    assert response.status_code == 413


def test_a_stream_follows_an_order_to_its_end(edge: RunningEdge) -> None:
    order_id = edge.neighbours.order.order_id
    url = f"{edge.url}/api/v1/orders/{order_id}/events"
    headers = edge.headers("orders:read")
    with httpx.stream("GET", url, headers=headers, timeout=30) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        assert next(line for line in lines if line.startswith("id:")) == "id: 1"
        confirmed = order_events.OrderConfirmed(order=alices_order(2, "CONFIRMED", "AUTHORISED"))
        captured = order_events.PaymentCaptured(order=alices_order(3, "CONFIRMED", "CAPTURED"))
        for sequence, event in ((2, confirmed), (2, confirmed), (3, captured)):
            edge.publish("orders.order.v1", order_id, event, sequence)
        rest = [line for line in lines if line.startswith(("id:", "event:"))]
    assert rest == [
        "event: OrderSnapshot",
        "id: 2",
        "event: OrderConfirmed",
        "id: 3",
        "event: PaymentCaptured",
    ]


def test_an_event_drops_the_cached_answer_and_a_lost_broker_drops_them_all(
    own_edge: RunningEdge,
) -> None:
    edge = own_edge
    url = f"{edge.url}/api/v1/products/LANTERN"

    def version() -> int:
        return int(httpx.get(url).json()["version"])

    assert [version(), version(), version()] == [1, 1, 1]
    assert edge.neighbours.asked == 1

    edge.neighbours.product = lantern(version=2)
    edge.publish("catalog.product.v1", "LANTERN", PriceChanged(product=lantern(2)), sequence=2)
    eventually(lambda: version() == 2)
    asked = edge.neighbours.asked
    assert version() == 2
    assert edge.neighbours.asked == asked

    # The broker comes back empty: an event that nobody has read may be gone for good.
    edge.broker.kill()
    edge.neighbours.product = lantern(version=3)
    edge.broker.start()
    eventually(edge.ready)
    ensure_topics(BrokerSettings(edge.broker.bootstrap_servers), "catalog")
    edge.publish("catalog.product.v1", "OTHER", PriceChanged(product=lantern(9)), sequence=9)
    eventually(lambda: version() == 3)
    ensure_topics(BrokerSettings(edge.broker.bootstrap_servers), "orders")
    with Replier(edge.broker, "catalog.commands.v1", lantern(4)):
        response = httpx.post(
            f"{edge.url}/api/v1/products",
            json=NEW_LANTERN,
            headers=edge.headers("catalog:write"),
            timeout=30,
        )
    assert response.status_code == 201, response.text


def test_a_stream_ends_with_the_edge(own_edge: RunningEdge) -> None:
    url = f"{own_edge.url}/api/v1/orders/{own_edge.neighbours.order.order_id}/events"
    headers = own_edge.headers("orders:read")
    with httpx.stream("GET", url, headers=headers, timeout=60) as response:
        lines = response.iter_lines()
        next(line for line in lines if line.startswith("id:"))
        own_edge.process.send_signal(signal.SIGTERM)
        assert not [line for line in lines if line.startswith("id:")]
