"""One platform for a session of black-box tests: its own state folder, free ports, nothing left."""

import concurrent.futures
import itertools
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
import urllib3

from fv_cli.audit.run import Audit, audit
from fv_cli.grpc import QueryClients, query_clients
from fv_cli.records.provider import LedgerEntry, provider_ledger
from fv_cli.tokens import token_source
from fv_local.options import Options
from fv_local.platform import LocalPlatform, NotReady
from fv_local.platform_file import PlatformFile
from fv_messages.firstviscount.inventory.v1 import GetStockRequest
from fv_messages.firstviscount.orders.v1 import GetCatalogCopyRequest

PATIENCE = 120.0
"""Seconds that a condition may take on a machine that is busy with other things."""

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses after which a client sends the same request again."""

TRACED = ("catalog", "inventory", "orders", "edge-1")


@dataclass(frozen=True)
class Answer:
    """What a request got: headers are by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Api:
    """Sends requests as one client, each once: what comes back is what the tests are about."""

    def __init__(self, platform: PlatformFile, client: str) -> None:
        self.base_url = platform.urls["rest"]
        self.token: Callable[[], str] = token_source(platform, client)
        self._pool = urllib3.PoolManager(maxsize=64, retries=False, timeout=60.0)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        """Send one request; None as a header's value leaves that header out."""
        sent = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        if key is not None:
            sent["Idempotency-Key"] = key
        sent |= headers or {}
        data = raw if raw is not None else _json(body)
        answer = self._pool.request(
            method,
            self.base_url + path,
            body=data,
            headers={name: value for name, value in sent.items() if value},
        )
        names = {name.lower(): value for name, value in answer.headers.items()}
        shown = answer.json() if "json" in names.get("content-type", "") else answer.data
        return Answer(answer.status, names, shown)

    def get(self, path: str, **headers: str) -> Answer:
        """Read something."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        """Change something under a key of its own unless one is given."""
        return self.send("POST", path, body, key=key or str(uuid.uuid4()))


class Shop:
    """A shop on a running platform: goods, orders, and what became of them."""

    _numbers = itertools.count(1)

    def __init__(self, platform: PlatformFile, queries: QueryClients) -> None:
        self.platform = platform
        self.queries = queries
        self.buyer = Api(platform, "shop")
        self.importer = Api(platform, "importer")
        self.operator = Api(platform, "operator")

    def good(self, *, on_hand: int = 0, price: str = "2.50", kind: str = "goods") -> str:
        """Register a new product with stock, and return its sku when orders knows it."""
        sku = f"TEST-{next(self._numbers)}-{uuid.uuid4().hex[:6].upper()}"
        product = {
            "sku": sku,
            "name": f"A thing to test with, {sku}",
            "kind": kind,
            "price": {"amount": price, "currency_code": "GBP"},
        }
        self.accepted(lambda key: self.importer.post("/api/v1/products", product, key=key))
        if on_hand:
            self.receive(sku, on_hand)
        eventually(lambda: self._known(sku), f"orders to know {sku}")
        return sku

    def receive(self, sku: str, quantity: int) -> None:
        """Put units on the shelf."""
        receipt = {"location": "main", "quantity": quantity, "reason": "test"}
        path = f"/api/v1/stock/{sku}/receipts"
        self.accepted(lambda key: self.importer.post(path, receipt, key=key))

    def adjust(self, sku: str, delta: int) -> None:
        """Correct the shelf."""
        correction = {"location": "main", "delta": delta, "reason": "test"}
        path = f"/api/v1/stock/{sku}/adjustments"
        self.accepted(lambda key: self.importer.post(path, correction, key=key))

    def accepted(self, post: Callable[[str], Answer]) -> Answer:
        """Post under one key until the answer is there, as every client should."""
        key = str(uuid.uuid4())
        answer = post(key)

        def done() -> bool:
            nonlocal answer
            if answer.status in {202, *AGAIN}:
                answer = post(key)
            return answer.status not in {202, *AGAIN}

        eventually(done, "an answer")
        assert answer.status in {200, 201}, answer
        return answer

    def place(
        self, sku: str, quantity: int = 1, card: str = "tok_approve", **more: Any
    ) -> dict[str, Any]:
        """Place an order of one line; return it as it was accepted."""
        body = basket(sku, quantity, card, **more)
        answer = self.accepted(lambda key: self.buyer.post("/api/v1/orders", body, key=key))
        order: dict[str, Any] = answer.body
        return order

    def order(self, order_id: str) -> dict[str, Any]:
        """Return the order as it is."""
        answers: list[Answer] = []

        def answered() -> bool:
            answers[:] = [self.operator.get(f"/api/v1/orders/{order_id}")]
            return answers[0].status not in AGAIN

        eventually(answered, f"order {order_id}")
        assert answers[0].status == 200, answers
        found: dict[str, Any] = answers[0].body
        return found

    def ended(self, order_id: str) -> dict[str, Any]:
        """Return the order when it is settled: confirmed and paid, or cancelled."""

        def settled() -> bool:
            order = self.order(order_id)
            paid = order["state"] == "confirmed" and order["payment_state"] == "captured"
            return bool(paid or order["state"] == "cancelled")

        eventually(settled, f"the end of order {order_id}")
        return self.order(order_id)

    def stock(self, sku: str) -> tuple[int, int]:
        """Return what is on hand and reserved, from the service itself."""
        found: list[tuple[int, int]] = []

        def answered() -> bool:
            try:
                levels = self.queries.inventory.get_stock(GetStockRequest(sku=sku)).levels
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.UNAVAILABLE:
                    return False
                raise
            sums = sum(level.on_hand for level in levels), sum(level.reserved for level in levels)
            found[:] = [sums]
            return True

        eventually(answered, f"the stock of {sku}")
        return found[0]

    def ledger(self, order_id: str) -> list[LedgerEntry]:
        """Return the provider's entries for an order."""
        entries = provider_ledger(self.platform.urls["provider"])
        return [entry for entry in entries if entry.order_id == order_id]

    def _known(self, sku: str) -> bool:
        try:
            self.queries.orders.get_catalog_copy(GetCatalogCopyRequest(sku=sku))
        except grpc.RpcError as error:
            if error.code() in {grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNAVAILABLE}:
                return False
            raise
        return True


def basket(sku: str, quantity: int = 1, card: str = "tok_approve", **more: Any) -> dict[str, Any]:
    """Return the body of an order of one line."""
    line = {"sku": sku, "quantity": quantity}
    return {"lines": [line], "currency_code": "GBP", "card_token": card, **more}


def eventually(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what}"
        time.sleep(0.05)


def side_by_side(work: Callable[[int], Any], count: int, workers: int = 32) -> list[Any]:
    """Do the work `count` times, many at once; return the results by number."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, range(count)))


def _json(body: Any) -> bytes | None:
    import json

    return None if body is None else json.dumps(body).encode()


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """A running platform of this session's own; every trace is written to a file per program."""
    folder = tmp_path_factory.mktemp("platform")
    traces = {"FV_TRACE_SAMPLE": "1"}
    platform = LocalPlatform(folder / "state")
    spans = platform.folder.data / "spans"
    spans.mkdir(exist_ok=True)
    overrides = {name: {**traces, "FV_SPANS_FILE": str(spans / f"{name}.jsonl")} for name in TRACED}
    broker: Any = os.environ.get("FV_TEST_BROKER", "embedded")
    try:
        platform.up(Options(broker=broker, overrides=overrides), timeout=300)
        yield platform
    except NotReady as late:
        pytest.fail(f"{late}\n{_last_lines(platform.folder.logs)}", pytrace=False)
    finally:
        platform.down()
        platform.forget()


def _last_lines(logs: Path) -> str:
    return "\n".join(
        f"== {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        for log in sorted(logs.glob("*.log"))
    )


@pytest.fixture(scope="session")
def platform_file(local: LocalPlatform) -> PlatformFile:
    """Where everything answers."""
    return local.file


@pytest.fixture(scope="session")
def queries(platform_file: PlatformFile) -> Iterator[QueryClients]:
    """The services' queries, as the operator."""
    with query_clients(platform_file) as clients:
        yield clients


@pytest.fixture(scope="session")
def shop(platform_file: PlatformFile, queries: QueryClients) -> Shop:
    """A shop on the platform."""
    return Shop(platform_file, queries)


@pytest.fixture(scope="session")
def verdict(platform_file: PlatformFile) -> Callable[..., Audit]:
    """Audits the platform when nothing moves any more."""

    def judge(journal: Path | None = None) -> Audit:
        return audit(platform_file, journal, settle_seconds=PATIENCE)

    return judge


@pytest.fixture(scope="session")
def wait() -> Callable[..., None]:
    """Waits for conditions."""
    return eventually


@pytest.fixture(scope="session")
def at_once() -> Callable[..., list[Any]]:
    """Does things side by side."""
    return side_by_side


@pytest.fixture(scope="session")
def basket_of() -> Callable[..., dict[str, Any]]:
    """Makes the bodies of orders."""
    return basket


@pytest.fixture
def changed(local: LocalPlatform) -> Iterator[Callable[[str, Mapping[str, str]], None]]:
    """Adds environment variables to a program for one test."""
    before = dict(local.options.overrides)
    touched: set[str] = set()

    def change(program: str, environment: Mapping[str, str]) -> None:
        touched.add(program)
        local.override(program, {**before.get(program, {}), **environment})
        local.wait_ready(timeout=PATIENCE)

    yield change
    for program in touched:
        local.override(program, before.get(program, {}))
    if touched:
        local.wait_ready(timeout=PATIENCE)
