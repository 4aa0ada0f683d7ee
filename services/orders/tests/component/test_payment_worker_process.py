"""The payment worker as a process of its own, killed between two steps."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from firstviscount.inventory.v1 import events_pb2 as inventory


class WorkerProcess:
    """`python -m fv_orders work`; nobody listens where the broker should be."""

    def __init__(self, database: str, provider_url: str) -> None:
        self._environment = {
            **os.environ,
            "FV_DATABASE_URL": database,
            "FV_PAYMENTS_URL": provider_url,
            "FV_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
            "FV_PAYMENT_TIMEOUT_SECONDS": "0.5",
            "FV_PAYMENT_LEASE_SECONDS": "1.5",
            "FV_LOG_LEVEL": "WARNING",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, failpoint: str = "") -> None:
        environment = self._environment | {"FV_FAILPOINTS": failpoint}
        command = [sys.executable, "-m", "fv_orders", "work"]
        self._process = subprocess.Popen(command, env=environment)

    def code(self) -> int | None:
        return self._process.poll() if self._process else None

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def worker(orders_database: str, provider: Any) -> Iterator[WorkerProcess]:
    running = WorkerProcess(orders_database, provider.url)
    yield running
    running.end()


@pytest.mark.parametrize("place", ["before_call", "after_call", "after_record"])
def test_a_worker_that_is_killed_between_two_steps_holds_the_money_once(
    service: Any, provider: Any, worker: WorkerProcess, eventually: Any, place: str
) -> None:
    (order_id,) = service.place(["tok_approve"])
    service.hear(inventory.StockReserved, [order_id])
    worker.start(f"worker.{place}")
    eventually(lambda: worker.code() == -signal.SIGKILL)
    assert provider.ledger(order_id) == ([] if place == "before_call" else ["authorise"])
    worker.start()
    eventually(lambda: service.states([order_id]) == {"pending/authorised/reserved": 1})
    assert provider.ledger(order_id) == ["authorise"]


def test_a_card_that_never_answers_times_the_order_out(
    service_at: Any, orders_database: str, provider: Any, worker: WorkerProcess, eventually: Any
) -> None:
    service = service_at(orders_database, provider.url, patience=1)
    try:
        service.sell()
        (order_id,) = service.place(["tok_timeout_forever"])
        service.hear(inventory.StockReserved, [order_id])
        worker.start()
        eventually(lambda: service.states([order_id]) == {"cancelled/voided/reserved": 1})
        assert provider.ledger(order_id)[-1:] in ([], ["void"])
    finally:
        service.close()
