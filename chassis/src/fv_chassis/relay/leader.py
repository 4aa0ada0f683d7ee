"""One active relay per service: whoever holds an advisory lock, on a session that must show life.

A leader that is paused (SIGSTOP, a suspended machine) stops talking to PostgreSQL, which ends its
session after `idle_session_timeout` and gives the lock to a successor. When the paused leader wakes
it can repeat a prefix that the successor sent already, but it can mark nothing: it scans and marks
on that same session, and that session is gone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from zlib import crc32

import psycopg
from sqlalchemy import URL

IDLE_SESSION_TIMEOUT = "5s"
PING_SECONDS = 1.0

Session = psycopg.Connection[tuple[object, ...]]


@contextmanager
def leadership(url: URL, service: str, stop: Event) -> Iterator[Session | None]:
    """Wait for the lock and yield the session that holds it; None when `stop` was set first."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(
        address, autocommit=True, connect_timeout=5, application_name=f"{service}-relay"
    ) as session:
        session.execute(f"SET idle_session_timeout = '{IDLE_SESSION_TIMEOUT}'".encode())
        session.execute("SET tcp_user_timeout = '10s'")
        yield session if _locked(session, service, stop) else None


def _locked(session: Session, service: str, stop: Event) -> bool:
    key = crc32(f"relay:{service}".encode())
    while not stop.is_set():
        found = session.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        if found and found[0]:
            return True
        stop.wait(PING_SECONDS)
    return False


class Bell:
    """Wakes the relay: rung by NOTIFY when a row was written, by itself every second."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rung = False
        session.add_notify_handler(self._ring)
        session.execute("LISTEN outbox")

    def wait(self, seconds: float = PING_SECONDS) -> None:
        """Return once a row was written since the last wait, or after that time."""
        end = time.monotonic() + seconds
        while not self._rung and (left := end - time.monotonic()) > 0:
            for _ in self._session.notifies(timeout=left, stop_after=1):
                self._rung = True
        self._rung = False

    def _ring(self, _: psycopg.Notify) -> None:
        self._rung = True
