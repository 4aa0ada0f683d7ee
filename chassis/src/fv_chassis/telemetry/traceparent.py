"""The W3C `traceparent` header: version, trace id, parent id, flags."""

import random
import re
from typing import NamedTuple

_FORM = re.compile(r"^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$")
_NOTHING = {"0" * 32, "0" * 16}
_random = random.Random()  # noqa: S311 - trace ids must be distinct, not secret


class TraceParent(NamedTuple):
    """A position in a trace."""

    trace_id: str
    span_id: str
    sampled: bool

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


def parse(header: str | None) -> TraceParent | None:
    """Read the header; None when it is absent or malformed, as W3C asks of receivers."""
    found = _FORM.match(header) if header else None
    if found is None or found[1] in _NOTHING or found[2] in _NOTHING:
        return None
    return TraceParent(found[1], found[2], bool(int(found[3], 16) & 1))


def draw(ratio: float) -> TraceParent:
    """Start a trace, sampled with the probability `ratio` by the rule of OpenTelemetry's
    TraceIdRatioBased."""
    trace_id = _random.getrandbits(128) or 1
    sampled = trace_id & 0xFFFFFFFFFFFFFFFF < round(ratio * (1 << 64))
    return TraceParent(f"{trace_id:032x}", f"{_random.getrandbits(64) or 1:016x}", sampled)
