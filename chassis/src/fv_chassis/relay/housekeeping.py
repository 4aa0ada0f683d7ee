"""What the leader clears away: old days of the outbox, old rows of the inbox."""

import time
from datetime import UTC, date, datetime, timedelta

import psycopg

from fv_chassis.relay.leader import Session
from fv_chassis.telemetry import get_logger

OUTBOX_DAYS = 7
INBOX_DAYS = 14
_INTERVAL_SECONDS = 3_600.0
_AGAIN_SECONDS = 60.0
_log = get_logger(__name__)

DAYS_AHEAD = 3
_CREATE = """
    CREATE TABLE "{name}" PARTITION OF outbox
        FOR VALUES FROM ('{start} 00:00+00') TO ('{end} 00:00+00')
"""
_PARTITIONS = """
    SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'outbox'::regclass
"""
# A command that the inbox forgot would be carried out again: its old answer must not be in the way.
_FORGET = """
    WITH old AS (
        DELETE FROM inbox WHERE handled_at < now() - make_interval(days => %s)
        RETURNING message_id
    )
    DELETE FROM command_results USING old WHERE command_id = old.message_id
"""


class Housekeeping:
    """Runs once an hour. The inbox outlives the outbox: what can be sent again is still known."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._due = 0.0

    def run_when_due(self) -> None:
        """Make the days ahead, drop the days that are over, forget old inbox rows."""
        if time.monotonic() < self._due:
            return
        try:
            self._run()
        except psycopg.errors.LockNotAvailable:
            # Writers queue behind whoever waits to change the table, so it does not wait for long.
            self._due = time.monotonic() + _AGAIN_SECONDS
        else:
            self._due = time.monotonic() + _INTERVAL_SECONDS

    def _run(self) -> None:
        today = datetime.now(UTC).date()
        self._create(today)
        self._drop_before(today - timedelta(days=OUTBOX_DAYS))
        self._session.execute(_FORGET, [INBOX_DAYS])

    def _create(self, today: date) -> None:
        present = self._partitions()
        for day in (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)):
            name = partition_of(day)
            # A day that began in the default partition stays there: its own cannot be made now.
            if name not in present and not self._in_default(day):
                statement = _CREATE.format(name=name, start=day, end=day + timedelta(days=1))
                self._session.execute(statement.encode())

    def _in_default(self, day: date) -> bool:
        found = self._session.execute(
            "SELECT EXISTS (SELECT FROM outbox_default WHERE created_at >= %s AND created_at < %s)",
            [day, day + timedelta(days=1)],
        ).fetchone()
        return bool(found and found[0])

    def _drop_before(self, day: date) -> None:
        """Drop partitions that end before the day; one that holds unsent rows is never dropped."""
        oldest_kept = partition_of(day)
        for name in sorted(self._partitions() - {"outbox_default"}):
            if name < oldest_kept and not self._has_unsent(name):
                self._session.execute(f'DROP TABLE "{name}"'.encode())
                _log.info("dropped a day of the outbox", partition=name)
        self._session.execute(
            "DELETE FROM outbox_default WHERE created_at < %s AND sent_at IS NOT NULL", [day]
        )

    def _has_unsent(self, name: str) -> bool:
        statement = f'SELECT EXISTS (SELECT FROM "{name}" WHERE sent_at IS NULL)'  # noqa: S608 - a name of the catalogue
        found = self._session.execute(statement.encode()).fetchone()
        return bool(found and found[0])

    def _partitions(self) -> set[str]:
        return {str(row[0]) for row in self._session.execute(_PARTITIONS).fetchall()}


def partition_of(day: date) -> str:
    """Return the name of the partition for rows that were created on that day (UTC)."""
    return f"outbox_{day:%Y%m%d}"
