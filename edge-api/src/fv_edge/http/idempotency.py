"""The Idempotency-Key header."""

import re

from fv_edge.problems import problem

PATTERN = r"^[\x20-\x7e]{1,255}$"
_KEY = re.compile(PATTERN)


def idempotency_key(value: str | None) -> str:
    """Return the key; `Problem` 400 unless it has 1 to 255 printable ASCII characters."""
    key = (value or "").strip()
    if not key:
        raise problem(
            "idempotency_key_missing",
            "send a key of your own with every request that changes something",
        )
    if _KEY.fullmatch(key) is None:
        raise problem("idempotency_key_malformed", "1 to 255 printable ASCII characters")
    return key
