"""One thread per role; the first that ends unasked ends them all."""

import time
from collections.abc import Callable, Mapping
from threading import Event, Thread

from fv_chassis.telemetry import get_logger
from fv_chassis.telemetry.metrics import ROLE_RUNNING

Role = Callable[[Event], None]
_log = get_logger(__name__)


class Supervision:
    """Runs roles until the event is set. Nothing is restarted here: that is the supervisor's
    work."""

    def __init__(self, roles: Mapping[str, Role], stop: Event) -> None:
        self._stop = stop
        self._failed: list[str] = []
        self._threads = {
            name: Thread(target=self._run, args=(name, role), name=name, daemon=True)
            for name, role in roles.items()
        }

    def start(self) -> None:
        """Start every role."""
        for thread in self._threads.values():
            thread.start()

    @property
    def failed(self) -> list[str]:
        """The roles that ended unasked."""
        return list(self._failed)

    def drain(self, seconds: float) -> list[str]:
        """Wait for the roles to end; return those that still run after that many seconds."""
        deadline = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, deadline - time.monotonic()))
        return [name for name, thread in self._threads.items() if thread.is_alive()]

    def _run(self, name: str, role: Role) -> None:
        ROLE_RUNNING.labels(name).set(1)
        try:
            role(self._stop)
            if not self._stop.is_set():
                _log.error("a role ended unasked", role=name)
                self._failed.append(name)
        except BaseException:  # noqa: BLE001 - see the next line
            # A role's outermost loop: the process must not live on without it, whatever it died of.
            _log.exception("a role died", role=name)
            self._failed.append(name)
        finally:
            ROLE_RUNNING.labels(name).set(0)
            if self._failed:
                self._stop.set()
