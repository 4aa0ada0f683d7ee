"""What wakes the relay, and what keeps its session alive while it talks to the broker."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg

from fv_chassis.relay.leader import PING_SECONDS, Session, ping


class Bell:
    """Rung by NOTIFY when rows are written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._resting = False
        session.execute("LISTEN outbox")

    def wait(self, seconds: float = PING_SECONDS) -> bool:
        """Return True once rows were written since the last wait, False after that time."""
        self._resting = True
        # Notifications that came while something else was executed are kept, and come first.
        rung = bool(list(self._session.notifies(timeout=seconds, stop_after=1)))
        self._resting = False
        if not rung:
            ping(self._session)
        return rung

    def rest(self, seconds: float, stop: Event) -> None:
        """Let time pass while the session lives on; rows that are written do not end it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not stop.wait(min(left, PING_SECONDS)):
            ping(self._session)

    @contextmanager
    def pulse(self) -> Iterator[None]:
        """Ping every second in a thread of its own: a call to the broker may take longer.

        A paused process pauses the thread with it. Whoever rests on the bell pings by itself.
        """
        over = Event()
        thread = Thread(target=self._beat, args=(over,), name="relay pulse", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _beat(self, over: Event) -> None:
        while not over.wait(PING_SECONDS):
            if not self._resting:
                try:
                    ping(self._session)
                except psycopg.Error:
                    # The session is gone; the relay's own next statement tells it so.
                    return
