"""One active relay per service: whoever holds an advisory lock, on a session that must show life.

A leader that is paused (SIGSTOP, a suspended machine) stops talking to PostgreSQL, which ends its
session after `idle_session_timeout` and gives the lock to a successor. When the paused leader wakes
it can repeat a prefix that the successor sent already, but it can mark nothing: it scans and marks
on that same session, and that session is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from zlib import crc32

import psycopg
from sqlalchemy import URL

IDLE_SESSION_TIMEOUT = "5s"
PING_SECONDS = 1.0
# DDL of the housekeeping waits no longer for a lock, because writers would queue behind it.
_LOCK_TIMEOUT = "2s"
_CONNECT_SECONDS = 5
_UNANSWERED_MILLISECONDS = 10_000

Session = psycopg.Connection[tuple[object, ...]]


@contextmanager
def session_of(url: URL, service: str) -> Iterator[Session]:
    """Open a session that ends when its holder stops showing life."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(
        address,
        autocommit=True,
        application_name=f"{service}-relay",
        connect_timeout=_CONNECT_SECONDS,
        keepalives_idle=_CONNECT_SECONDS,
        tcp_user_timeout=_UNANSWERED_MILLISECONDS,
    ) as session:
        session.execute(f"SET idle_session_timeout = '{IDLE_SESSION_TIMEOUT}'".encode())
        session.execute(f"SET lock_timeout = '{_LOCK_TIMEOUT}'".encode())
        yield session


def lead(session: Session, service: str, stop: Event) -> bool:
    """Wait for the lock of the service; False when `stop` was set first."""
    key = crc32(f"relay:{service}".encode())
    while not stop.is_set():
        found = session.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        if found and found[0]:
            return True
        stop.wait(PING_SECONDS)
    return False


def ping(session: Session) -> None:
    """Show life with an empty command, which costs the database next to nothing."""
    session.execute("")
