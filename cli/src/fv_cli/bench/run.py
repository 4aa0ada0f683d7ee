"""A bench from the goods to the audit."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fv_cli.audit.run import Audit, audit
from fv_cli.bench.confirmations import confirmation_times
from fv_cli.bench.consumption import cpu_seconds, memory, used
from fv_cli.bench.figures import Figures, figures_of
from fv_cli.bench.generator import Load, Shot
from fv_cli.bench.goods import product_writes, receipt_writes, skus
from fv_cli.bench.limit import Limit, measure_limits
from fv_cli.bench.statements import Statement, read_statements, reset_statements
from fv_cli.failures import CommandFailed
from fv_cli.grpc import query_clients
from fv_cli.platform_file import PlatformFile, client_of
from fv_cli.records.provider import provider_ledger
from fv_cli.records.services import any_pending
from fv_cli.replay.importer import Pace, send_all
from fv_cli.replay.observation import wait_for_copies, wait_until
from fv_cli.traffic.journal import Journal
from fv_local.platform import LocalPlatform

CLIENT = "shop"
_SETTLE_SECONDS = 180.0


class LoadFailed(CommandFailed):
    """The load generator ended with an error."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How long, with how many orders under way, at which rate (0: as fast as it goes)."""

    seconds: float
    concurrency: int
    rate: float
    journal: Path
    limits: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured; CPU seconds and memory by program, statements by server."""

    wish: Wish
    broker: str
    figures: Figures
    statements: Mapping[str, Sequence[Statement]]
    cpu: Mapping[str, float]
    memory: Mapping[str, int]
    audit: Audit
    limits: Sequence[Limit]


def bench_orders(local: LocalPlatform, wish: Wish) -> Result:
    """Measure the platform while it takes orders, then audit it."""
    platform = local.file
    run = uuid.uuid4().hex[:8]
    _bring_goods(platform, run, wish.journal)
    captures = _captures(platform)
    reset_statements(platform.databases)
    before = cpu_seconds(local)
    shots = _shoot(platform, wish, run)
    accepted = sum(1 for shot in shots if shot.status == 201)
    _settle(platform, captures + accepted)
    spent = used(before, cpu_seconds(local))
    statements = read_statements(platform.databases)
    held = memory(local)
    ids = [shot.order_id for shot in shots if shot.order_id]
    _write_down(wish.journal, shots)
    return Result(
        wish,
        platform.broker,
        figures_of(shots, confirmation_times(platform.kafka, ids), wish.seconds),
        statements,
        spent,
        held,
        audit(platform, wish.journal, _SETTLE_SECONDS),
        measure_limits(platform.databases["orders"]) if wish.limits else [],
    )


def _bring_goods(platform: PlatformFile, run: str, path: Path) -> None:
    pace = Pace(16)
    with Journal(path) as journal, query_clients(platform) as queries:
        products = send_all(platform, product_writes(), journal, {}, pace)
        send_all(platform, receipt_writes(run), journal, {}, pace)
        wait_for_copies(queries, products.versions, _SETTLE_SECONDS)


def _shoot(platform: PlatformFile, wish: Wish, run: str) -> list[Shot]:
    client = client_of(platform, CLIENT)
    load = Load(
        rest=platform.urls["rest"],
        token_url=f"{platform.urls['platform']}/oauth2/token",
        client_id=client.client_id,
        secret=client.secret,
        skus=skus(),
        run=run,
        seconds=wish.seconds,
        concurrency=wish.concurrency,
        rate=wish.rate,
    )
    generated = subprocess.run(
        [sys.executable, "-m", "fv_cli.bench.generator"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        check=False,
    )
    if generated.returncode:
        raise LoadFailed(f"the load generator failed:\n{generated.stderr}")
    return [Shot(**json.loads(line)) for line in generated.stdout.splitlines()]


def _settle(platform: PlatformFile, captures: int) -> None:
    """Wait until all is confirmed and paid, asking the databases as little as possible."""
    with query_clients(platform) as queries:
        wait_until("the orders to end", lambda: not any_pending(queries), _SETTLE_SECONDS)
    deadline = time.monotonic() + _SETTLE_SECONDS
    while _captures(platform) < captures and time.monotonic() < deadline:
        time.sleep(0.5)


def _captures(platform: PlatformFile) -> int:
    return sum(1 for entry in provider_ledger(platform.urls["provider"]) if entry.kind == "capture")


def _write_down(path: Path, shots: Sequence[Shot]) -> None:
    with Journal(path) as journal:
        for shot in shots:
            answer = {"order_id": shot.order_id} if shot.order_id else {}
            journal.answered(shot.key, "POST", "/api/v1/orders", shot.status, answer)
