"""The figures of a run, computed from what was seen: pure functions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fv_cli.bench.generator import Shot


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Latencies in milliseconds."""

    p50: float
    p95: float
    p99: float
    longest: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Orders that were sent, accepted and confirmed, and how long they took.

    `orders_per_second` counts the confirmations within the load's own time.
    """

    sent: int
    accepted: int
    confirmed: int
    orders_per_second: float
    answer: Percentiles
    confirmation: Percentiles


def figures_of(shots: Sequence[Shot], confirmed_at: Mapping[str, float], seconds: float) -> Figures:
    """Compute the figures; `confirmed_at` is the event time by order id."""
    begun = min((shot.sent_at for shot in shots), default=0.0)
    waits = [
        (confirmed_at[shot.order_id] - shot.sent_at) * 1000
        for shot in shots
        if shot.order_id in confirmed_at
    ]
    within = sum(1 for moment in confirmed_at.values() if moment <= begun + seconds)
    return Figures(
        sent=len(shots),
        accepted=sum(1 for shot in shots if 200 <= shot.status < 300),
        confirmed=len(confirmed_at),
        orders_per_second=within / seconds,
        answer=percentiles([(shot.answered_at - shot.sent_at) * 1000 for shot in shots]),
        confirmation=percentiles(waits),
    )


def percentiles(milliseconds: Sequence[float]) -> Percentiles:
    """Return the nearest-rank percentiles; zeros when nothing was measured."""
    ordered = sorted(milliseconds)
    if not ordered:
        return Percentiles(0, 0, 0, 0)

    def rank(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Percentiles(rank(0.50), rank(0.95), rank(0.99), ordered[-1])
