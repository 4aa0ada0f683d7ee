"""Token buckets."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

_CALLERS = 20_000


class Allowance(NamedTuple):
    """What a bucket said: `remaining` whole tokens, full again in `reset` seconds."""

    admitted: bool
    limit: int
    remaining: int
    reset: int


class TokenBuckets:
    """One bucket per caller: it holds one second's worth of tokens and refills steadily.

    Only the most recent callers are kept; a forgotten one starts with a full bucket, so memory is
    bounded.
    """

    def __init__(self, rate: float, now: Callable[[], float] = time.monotonic) -> None:
        """Admit `rate` requests a second from each; 0 admits everything."""
        self.rate = rate
        self._capacity = max(1.0, rate)
        self._now = now
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, caller: Hashable) -> Allowance | None:
        """Take one token; None when there is no limit."""
        if self.rate <= 0:
            return None
        now = self._now()
        tokens, at = self._buckets.get(caller, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self.rate)
        admitted = tokens >= 1.0
        if admitted:
            tokens -= 1.0
        self._buckets[caller] = (tokens, now)
        self._buckets.move_to_end(caller)
        if len(self._buckets) > _CALLERS:
            self._buckets.popitem(last=False)
        missing = self._capacity - tokens
        return Allowance(admitted, int(self._capacity), int(tokens), -int(-missing // self.rate))
