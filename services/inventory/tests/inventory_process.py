"""The inventory service as a process of its own, on a real database and a real broker."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import grpc
from confluent_kafka import Consumer, Producer, TopicPartition

from firstviscount.inventory.v1 import admin_pb2, admin_pb2_grpc
from firstviscount.operations.v1 import admin_pb2 as operations_pb2
from firstviscount.operations.v1 import admin_pb2_grpc as operations_pb2_grpc
from fv_chassis.grpc import call_metadata, client_channel
from fv_chassis.local import EmbeddedBroker, free_port
from fv_chassis.messages import Message
from fv_chassis.testing.issuer import AUDIENCE, ISSUER, TestIssuer

T = TypeVar("T")
SCOPES = ("inventory:read", "operations:read", "operations:admin")


def eventually(ask: Callable[[], T], seconds: float = 60) -> T:
    """Ask again and again until the answer is true; fails with the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.05)


class InventoryProcess:
    """`python -m fv_inventory run`, with clients for everything that it serves."""

    def __init__(
        self, database_url: str, broker: EmbeddedBroker, issuer: TestIssuer, jwks: str, folder: Path
    ) -> None:
        self._broker = broker
        self._ports = {name: free_port() for name in ("grpc", "ops")}
        self._environment = {
            **os.environ,
            "FV_DATABASE_URL": database_url,
            "FV_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
            "FV_GRPC_PORT": str(self._ports["grpc"]),
            "FV_OPS_PORT": str(self._ports["ops"]),
            "FV_ISSUER": ISSUER,
            "FV_AUDIENCE": AUDIENCE,
            "FV_JWKS_URL": jwks,
            "FV_STATE_DIR": str(folder),
        }
        self._metadata = call_metadata(issuer.token(*SCOPES))
        self.channel: grpc.Channel = client_channel(f"127.0.0.1:{self._ports['grpc']}")
        self._producer = Producer({"bootstrap.servers": broker.bootstrap_servers, "log_level": 0})
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "fv_inventory", "run"]
        return subprocess.Popen(command, env=self._environment)

    def ready(self) -> bool:
        """Say whether every check passes."""
        assert self._process.poll() is None, "inventory ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._ports['ops']}/readyz") as answer:
                return bool(answer.status == 200)
        except urllib.error.URLError:
            return False

    def stop(self) -> int:
        """End it as a supervisor does; return its exit code."""
        self._process.terminate()
        return self._process.wait(60)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Start it again, where it was."""
        self._process = self._start()

    def send(self, topic: str, *messages: Message, reply_to: str = "") -> None:
        """Produce the messages and wait until the broker has them."""
        for each in messages:
            fields = {
                "ce_specversion": "1.0",
                "ce_id": str(each.id),
                "ce_type": each.type,
                "ce_time": each.time.isoformat(),
                "ce_source": each.source,
                "ce_subject": each.subject,
                "fv_actor": each.actor,
                "fv_scopes": " ".join(each.scopes),
                "fv_replyto": reply_to,
                "fv_fingerprint": each.fingerprint,
            }
            headers = [(name, text.encode()) for name, text in fields.items() if text]
            self._producer.produce(topic, each.value, each.key, headers=headers)
        assert self._producer.flush(30) == 0

    def told(self, topic: str, key: str | UUID, number: int) -> list[tuple[str, bytes, str]]:
        """Return the first messages of a key: short type, value and sequence."""
        consumer = Consumer(
            {
                "bootstrap.servers": self._broker.bootstrap_servers,
                "group.id": str(uuid4()),
                "auto.offset.reset": "earliest",
                "log_level": 0,
            }
        )
        consumer.assign([TopicPartition(topic, partition, 0) for partition in (0, 1)])
        found: list[tuple[str, bytes, str]] = []
        try:
            eventually(lambda: _read(consumer, str(key), found) >= number)
        finally:
            consumer.close()
        return found

    def ask(self, request: Any) -> Any:
        """Ask the query that takes this request."""
        stub = admin_pb2_grpc.InventoryAdminServiceStub(self.channel)
        method = getattr(stub, type(request).__name__.removesuffix("Request"))
        return method(request, metadata=self._metadata, timeout=30)

    def delivery(self) -> operations_pb2.GetDeliveryStateResponse:
        """Return what is left to deliver."""
        stub = operations_pb2_grpc.OperationsServiceStub(self.channel)
        request = operations_pb2.GetDeliveryStateRequest()
        answer: operations_pb2.GetDeliveryStateResponse = stub.GetDeliveryState(
            request, metadata=self._metadata, timeout=30
        )
        return answer

    def level(self, sku: str) -> tuple[int, int]:
        """Return what is on hand and reserved."""
        (level,) = self.ask(admin_pb2.GetStockRequest(sku=sku)).levels
        return level.on_hand, level.reserved


def _read(consumer: Consumer, key: str, found: list[tuple[str, bytes, str]]) -> int:
    for record in consumer.consume(500, timeout=0.2):
        if not record.error() and record.key() == key.encode():
            fields = dict(record.headers() or ())
            kind = fields["ce_type"].decode().rpartition(".")[2]
            found.append((kind, record.value() or b"", fields.get("ce_sequence", b"").decode()))
    return len(found)
