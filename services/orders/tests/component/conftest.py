"""Neighbours of the orders service: a real provider, and messages as inventory sends them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import urllib3

from fv_chassis.local.ports import free_port
from fv_chassis.messages import Message


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
