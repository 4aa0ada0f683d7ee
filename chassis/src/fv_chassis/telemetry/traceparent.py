"""The W3C `traceparent` header: version, trace id, parent id, flags.

The header itself is what is carried about; it is taken apart only for what is recorded or logged.
"""

import random
import re
from typing import NamedTuple

_FORM = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?"
)
_random = random.Random()  # noqa: S311 - trace ids must be distinct, not secret
_FLAGS = slice(53, 55)


class TraceParent(NamedTuple):
    """A position in a trace."""

    trace_id: str
    span_id: str
    sampled: bool

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


def is_well_formed(header: str) -> bool:
    """Return whether the header may be carried on; W3C has receivers ignore any other."""
    return _FORM.fullmatch(header) is not None


def is_sampled(header: str) -> bool:
    """Return whether the trace of a well-formed header is recorded."""
    return bool(int(header[_FLAGS], 16) & 1)


def trace_id_of(header: str) -> str:
    """Return the trace's id from a well-formed header."""
    return header[3:35]


def parse(header: str | None) -> TraceParent | None:
    """Take the header apart; None when it is absent or malformed."""
    if header is None or not is_well_formed(header):
        return None
    return TraceParent(header[3:35], header[36:52], is_sampled(header))


def draw(ratio: float) -> str:
    """Start a trace, sampled with the probability `ratio`.

    The rule is that of OpenTelemetry's TraceIdRatioBased, so the recorder decides alike.
    """
    trace_id = _random.getrandbits(128) or 1
    sampled = trace_id & 0xFFFFFFFFFFFFFFFF < ratio * (1 << 64)
    return f"00-{trace_id:032x}-{_random.getrandbits(64) or 1:016x}-0{sampled:d}"
