"""The platform service as a process of its own, on a real database and a real broker."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import grpc
import httpx
from confluent_kafka import Consumer

from firstviscount.operations.v1 import admin_pb2 as operations
from firstviscount.operations.v1 import admin_pb2_grpc as operations_stubs
from firstviscount.platform.v1 import registry_pb2 as pb
from firstviscount.platform.v1 import registry_pb2_grpc as stubs
from fv_chassis.grpc import call_metadata, client_channel
from fv_chassis.local import EmbeddedBroker, free_port

T = TypeVar("T")
OPERATOR = {
    "client_id": "operator",
    "secret": "the operator's secret, long enough",
    "scopes": ["platform:read", "operations:read", "operations:admin"],
}


def eventually(ask: Callable[[], T], seconds: float = 60) -> T:
    """Ask again and again until the answer is true; fails with the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.05)


class PlatformProcess:
    """`python -m fv_platform run`, with clients for everything that it serves."""

    def __init__(self, database_url: str, broker: EmbeddedBroker, folder: Path) -> None:
        self._broker = broker
        self._ports = {name: free_port() for name in ("http", "grpc", "ops")}
        (folder / "clients.json").write_text(json.dumps([OPERATOR]))
        self.url = f"http://127.0.0.1:{self._ports['http']}"
        self.channel: grpc.Channel = client_channel(f"127.0.0.1:{self._ports['grpc']}")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fv_platform", "run"],
            env={
                **os.environ,
                "FV_DATABASE_URL": database_url,
                "FV_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
                "FV_HTTP_PORT": str(self._ports["http"]),
                "FV_GRPC_PORT": str(self._ports["grpc"]),
                "FV_OPS_PORT": str(self._ports["ops"]),
                "FV_ISSUER": self.url,
                "FV_JWKS_URL": f"{self.url}/.well-known/jwks.json",
                "FV_STATE_DIR": str(folder),
                "FV_CLIENTS_FILE": str(folder / "clients.json"),
                "FV_HEARTBEAT_SECONDS": "0.5",
            },
        )

    def ready(self) -> bool:
        """Whether every check passes."""
        assert self._process.poll() is None, "the platform ended"
        try:
            answer = httpx.get(f"http://127.0.0.1:{self._ports['ops']}/readyz", timeout=10)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    def stop(self) -> int:
        """End it as a supervisor does; return its exit code."""
        self.channel.close()
        self._process.terminate()
        return self._process.wait(60)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait()

    def get(self, path: str) -> httpx.Response:
        """Fetch from the HTTP face."""
        return httpx.get(f"{self.url}{path}", timeout=30)

    def token(self) -> str:
        """Return the operator's token."""
        answer = httpx.post(
            f"{self.url}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(OPERATOR["client_id"], OPERATOR["secret"]),
            timeout=30,
        )
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def instances(self, service: str, include_gone: bool = False) -> Sequence[pb.Instance]:
        """Return what the registry tells operators."""
        request = pb.ListInstancesRequest(service=service, include_gone=include_gone)
        answer = stubs.PlatformAdminServiceStub(self.channel).ListInstances(
            request, metadata=call_metadata(self.token()), timeout=30
        )
        return list(answer.instances)

    def delivery(self) -> operations.GetDeliveryStateResponse:
        """Return what is left to deliver."""
        return operations_stubs.OperationsServiceStub(self.channel).GetDeliveryState(
            operations.GetDeliveryStateRequest(),
            metadata=call_metadata(self.token()),
            timeout=30,
        )

    def events(self, instance_id: str, number: int) -> list[tuple[str, int]]:
        """Return the first events of an instance: their names and sequences."""
        consumer = Consumer(
            {
                "bootstrap.servers": self._broker.bootstrap_servers,
                "group.id": str(uuid4()),
                "auto.offset.reset": "earliest",
                "session.timeout.ms": 6000,
                "log_level": 0,
            }
        )
        consumer.subscribe(["platform.service.v1"])
        found: list[tuple[str, int]] = []
        for _ in range(600):
            record = consumer.poll(0.1)
            if record is None or record.error() or record.key() != instance_id.encode():
                continue
            headers = {name: bytes(value or b"").decode() for name, value in record.headers() or ()}
            found.append((headers["ce_type"].rpartition(".")[2], int(headers["ce_sequence"])))
            if len(found) == number:
                break
        consumer.close()
        return found
