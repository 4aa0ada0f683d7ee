"""A replay while every process is killed in turn (SIGKILL): still exact, and the audit is clean."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fv_cli.platform_file import load_platform
from fv_cli.replay.importer import Pace
from fv_cli.replay.run import Plan, replay
from fv_cli.replay.sales import Invoice, Item, SaleLine, Sales
from fv_local.platform import LocalPlatform

INVOICES, SKUS = 150, 12
VICTIMS = (
    "orders",
    "postgres-orders",
    "edge-1",
    "inventory",
    "broker",
    "sandbox-payments",
    "catalog",
    "postgres-inventory",
    "platform",
    "traefik",
    "postgres-platform",
    "postgres-catalog",
)


def made_up_sales() -> Sales:
    """Return sales of a few goods that many invoices want at once, and of a service."""
    from decimal import Decimal

    items = [Item(f"STORM-{n}", f"Umbrella {n}", Decimal("2.55") + n) for n in range(SKUS)]
    service = Item("POST", "Postage", Decimal(18))
    invoices = tuple(
        Invoice(
            f"9{number:05d}",
            str(17000 + number % 9),
            [
                *(
                    SaleLine(items[(number + step) % SKUS].sku, step + 1, Decimal("2.50"))
                    for step in range(number % 4 + 1)
                ),
                SaleLine(service.sku, 1, service.price),
            ],
        )
        for number in range(INVOICES)
    )
    return Sales(invoices, {item.sku: item for item in (*items, service)})


class Storm:
    """Kills one program after the other, each when all are up again, until it is told to end."""

    def __init__(self, local: LocalPlatform, victims: tuple[str, ...]) -> None:
        self._local = local
        self._victims = itertools.cycle(victims)
        self._over = threading.Event()
        self.killed: list[str] = []

    def rage(self, least: int) -> None:
        """Kill at least that many, and go on until the end is called."""
        while not self._over.is_set() or len(self.killed) < least:
            victim = next(self._victims)
            if self._local.kill(victim):
                self.killed.append(victim)
            self._local.wait_ready(timeout=120)

    def end(self) -> None:
        """Let the present victim be the last, once enough were killed."""
        self._over.set()


@contextmanager
def storming(local: LocalPlatform, victims: tuple[str, ...]) -> Iterator[Storm]:
    storm = Storm(local, victims)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            storm.rage(least=len(victims))
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield storm
    finally:
        storm.end()
        thread.join(timeout=600)
    assert not failures, failures


@pytest.mark.timeout(900)
def test_a_replay_under_kills_is_exact_and_the_audit_is_clean(
    local: LocalPlatform, tmp_path: Path, verdict: Any
) -> None:
    platform = load_platform(local.folder.path)
    journal = tmp_path / "journal.jsonl"
    plan = Plan(made_up_sales(), journal, None, Pace(4), resume=False, settle_seconds=300)

    with storming(local, VICTIMS) as storm:
        result = replay(platform, plan, quietly)
        # Whoever was not killed yet is killed while nothing moves: the outcome must stay.
        while len(set(storm.killed)) < len(VICTIMS):
            time.sleep(0.1)
    local.wait_ready(timeout=120)
    again = replay(platform, plan, quietly)

    assert result.differences == ()
    assert again.differences == ()
    assert again.totals == result.totals
    assert set(storm.killed) == set(VICTIMS)
    assert verdict(journal).findings == ()


@contextmanager
def quietly(step: str, count: int) -> Iterator[Any]:
    yield lambda done: None
