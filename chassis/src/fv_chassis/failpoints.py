"""Named places at which a process kills itself, so that tests can strike between two steps."""

import os
import signal
import sys
from collections.abc import Mapping
from threading import Lock


def _parse(text: str) -> dict[str, int]:
    armed: dict[str, int] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, _, passes = entry.partition(":")
        armed[name] = int(passes) if passes else 1
    return armed


class Failpoints:
    """The armed names, each with the number of passes that are left."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._left = _parse(environment.get("FV_FAILPOINTS", ""))
        self._lock = Lock()

    def strikes(self, name: str) -> bool:
        """Count one pass; return whether it is the one that kills."""
        if name not in self._left:
            return False
        with self._lock:
            self._left[name] -= 1
            return self._left[name] == 0


_failpoints = Failpoints(os.environ)


def failpoint(name: str) -> None:
    """Kill this process with SIGKILL when `FV_FAILPOINTS` names the place.

    `FV_FAILPOINTS=relay.after_send` strikes at the first pass, `relay.after_send:3` at the third;
    several are separated by commas. Not armed, a pass costs one dictionary lookup.
    """
    if _failpoints.strikes(name):
        sys.stderr.write(f'{{"level":"error","message":"failpoint {name} strikes"}}\n')
        sys.stderr.flush()
        os.kill(os.getpid(), signal.SIGKILL)
