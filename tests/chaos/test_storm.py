"""A replay while every process is killed in turn (SIGKILL): still exact, and the audit is clean."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fv_cli.platform_file import load_platform
from fv_cli.replay.importer import Pace
from fv_cli.replay.run import Plan, replay
from fv_cli.replay.sales import Invoice, Item, SaleLine, Sales
from fv_local.platform import LocalPlatform

INVOICES, SKUS = 300, 12
PATIENCE = 180.0
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
    """Kills the victims one after the other while orders are sent, evenly over all of them.

    It waits for nobody to come back: several may be away at once, as in a bad night.
    """

    def __init__(self, local: LocalPlatform) -> None:
        self._local = local
        self._thread = threading.Thread(target=self._rage)
        self._calm = threading.Event()
        self.sent = 0
        self.killed: list[tuple[str, int]] = []

    def _rage(self) -> None:
        step = INVOICES / (len(VICTIMS) + 1)
        for number, victim in enumerate(VICTIMS, start=1):
            while self.sent < number * step and not self._calm.is_set():
                time.sleep(0.005)
            while not (self._local.kill(victim) or self._calm.is_set()):
                time.sleep(0.05)
            self.killed.append((victim, self.sent))

    @contextmanager
    def watching(self, step: str, count: int) -> Iterator[Callable[[int], None]]:
        """Follow a replay's progress; the storm breaks loose with the orders."""

        def advance(done: int) -> None:
            if step == "orders":
                self.sent += done

        if step == "orders":
            self._thread.start()
        yield advance

    def end(self) -> None:
        """Wait until the last victim was killed, which takes no longer than the orders do."""
        self._thread.join(timeout=PATIENCE)
        self._calm.set()
        self._thread.join()


@pytest.mark.timeout(900)
def test_a_replay_under_kills_is_exact_and_the_audit_is_clean(
    local: LocalPlatform, tmp_path: Path, verdict: Any
) -> None:
    platform = load_platform(local.folder.path)
    journal = tmp_path / "journal.jsonl"
    plan = Plan(made_up_sales(), journal, None, Pace(8), resume=False, settle_seconds=300)
    storm = Storm(local)

    try:
        result = replay(platform, plan, storm.watching)
    finally:
        storm.end()
    local.wait_ready(timeout=PATIENCE)
    again = replay(platform, plan, quietly)
    found = verdict(journal)

    assert result.differences == ()
    assert again.differences == ()
    assert again.totals == result.totals
    assert [victim for victim, _ in storm.killed] == list(VICTIMS)
    assert all(sent < INVOICES for _, sent in storm.killed), "the storm came too late"
    assert sum(result.repeated.values()) > 0
    assert sum(delivery.duplicates_skipped for delivery in found.facts.deliveries) > 0
    assert found.findings == ()


@contextmanager
def quietly(step: str, count: int) -> Iterator[Callable[[int], None]]:
    """Follow nothing."""
    yield lambda done: None
