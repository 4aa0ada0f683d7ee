"""A replay from the file to the verdict."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fv_cli.grpc import QueryClients, query_clients
from fv_cli.platform_file import PlatformFile
from fv_cli.replay.comparison import differences, reached
from fv_cli.replay.expectation import Expectation, Totals, expectation_of, read_oracle
from fv_cli.replay.importer import CLIENT, Advance, Pace, Sent, send_all
from fv_cli.replay.observation import observe, wait_for_copies, wait_until_settled
from fv_cli.replay.sales import Sales
from fv_cli.replay.writes import order_writes, product_writes, receipt_writes, stocked
from fv_cli.traffic.journal import Entry, Journal, read_journal
from fv_cli.traffic.sender import Write


class Progress(Protocol):
    """Shows how far a step is; the number is how many writes the step has."""

    def __call__(self, step: str, count: int, /) -> AbstractContextManager[Advance]: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What to replay and how; `resume` passes over keys that the journal shows answered."""

    sales: Sales
    journal: Path
    oracle: Path | None
    pace: Pace
    resume: bool
    settle_seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a replay came to; exact when there are no differences.

    `seconds` runs from the first order to the last one's end; `repeated` counts the requests that
    were sent again, by cause.
    """

    totals: Totals
    seconds: float
    repeated: dict[str, int]
    differences: tuple[str, ...]

    @property
    def orders_per_second(self) -> float:
        """The confirmed orders of a second."""
        return self.totals.orders / self.seconds if self.seconds else 0.0


def replay(platform: PlatformFile, plan: Plan, progress: Progress) -> Verdict:
    """Run the plan and return the verdict."""
    known = _answered(plan.journal) if plan.resume else {}
    with query_clients(platform, CLIENT) as queries, Journal(plan.journal) as journal:

        def step(name: str, make: Callable[[Sales], Iterable[Write]]) -> Sent:
            writes = list(make(plan.sales))
            with progress(name, len(writes)) as advance:
                return send_all(platform, writes, journal, known, plan.pace, advance)

        products = step("products", product_writes)
        stock = step("opening stock", receipt_writes)
        wait_for_copies(queries, products.versions, plan.settle_seconds)
        started_at = time.monotonic()
        orders = step("orders", order_writes)
        wait_until_settled(queries, plan.settle_seconds)
        seconds = time.monotonic() - started_at
        return _verdict(platform, plan, queries, (products, stock, orders), seconds)


def _verdict(
    platform: PlatformFile,
    plan: Plan,
    queries: QueryClients,
    steps: tuple[Sent, ...],
    seconds: float,
) -> Verdict:
    numbers = frozenset(invoice.number for invoice in plan.sales.invoices)
    outcome = observe(queries, platform.urls["provider"], numbers)
    found = [
        *_refusals(steps),
        *differences(_expectation(plan), outcome, stocked(plan.sales)),
    ]
    repeated: dict[str, int] = {}
    for sent in steps:
        for cause, count in sent.repeated.items():
            repeated[cause] = repeated.get(cause, 0) + count
    return Verdict(reached(outcome), seconds, repeated, tuple(found))


def _expectation(plan: Plan) -> Expectation:
    return read_oracle(plan.oracle) if plan.oracle else expectation_of(plan.sales)


def _refusals(steps: Iterable[Sent]) -> list[str]:
    return [
        f"{key}: refused with {answer.status} {answer.body.get('detail', '')}"
        for sent in steps
        for key, answer in sent.refused.items()
    ]


def _answered(path: Path) -> dict[str, Entry]:
    """Return the last acceptance of every key; what was refused is sent again."""
    return {entry.key: entry for entry in read_journal(path) if entry.accepted}
