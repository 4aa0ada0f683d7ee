"""Waits for conditions."""

import time
from collections.abc import Callable


def poll(condition: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> bool:
    """Return True as soon as the condition holds, False when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
    return True
