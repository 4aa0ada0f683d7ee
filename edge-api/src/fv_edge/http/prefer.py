"""The Prefer header (RFC 7240)."""

import re
from typing import NamedTuple

MAX_WAIT_SECONDS = 30.0
_WAIT = re.compile(r"wait\s*=\s*\"?([0-9]{1,4})\"?")


class Preference(NamedTuple):
    """How long a client wants a write to wait, and what of its wish was heard."""

    wait: float
    applied: str


def preference(prefer: str | None, default: float) -> Preference:
    """Return how long to wait: `respond-async` alone means not at all, `wait=N` at most N seconds
    (30 at most).

    What is not understood is ignored, as the RFC asks.
    """
    if not prefer:
        return Preference(default, "")
    wishes = [wish.split(";")[0].strip().lower() for wish in prefer.split(",")]
    waits = [found for found in map(_WAIT.fullmatch, wishes) if found]
    if waits:
        seconds = min(float(waits[0][1]), MAX_WAIT_SECONDS)
        return Preference(seconds, f"wait={int(seconds)}")
    if "respond-async" in wishes:
        return Preference(0.0, "respond-async")
    return Preference(default, "")
