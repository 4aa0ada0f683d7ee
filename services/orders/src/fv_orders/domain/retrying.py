"""How patient the payment worker is with the provider."""

from datetime import timedelta

# Longer than a call and the recording of its answer take; a worker that died is waited for so long.
LEASE = timedelta(seconds=10)
_FIRST = timedelta(seconds=0.5)
_LONGEST = timedelta(seconds=30)


def wait_after(tries: int) -> timedelta:
    """Return the time until the next try, after that many without an answer."""
    factor: int = 2 ** min(tries - 1, 10)
    return min(_LONGEST, _FIRST * factor)
