"""Finds what is due and hands it to its handler."""

import random
from collections.abc import Callable, Sequence
from threading import Event

from sqlalchemy import Connection, Engine, text

from fv_chassis.deadlines.deadline import Deadline
from fv_chassis.deadlines.metrics import HANDLED
from fv_chassis.messages import Retryable
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres.failures import is_retryable
from fv_chassis.telemetry import get_logger, span

_log = get_logger(__name__)

DeadlineHandler = Callable[[Connection, OutboxWriter, Sequence[Deadline]], None]

# Rows that another poller works on are left to it. What is taken is deleted first: the handler
# may set the same deadline again, and a rollback brings it back.
_TAKE = text("""
    WITH due AS (
        SELECT name, subject FROM deadlines
         WHERE name = :name AND due_at <= now()
         ORDER BY due_at LIMIT :batch FOR UPDATE SKIP LOCKED
    )
    DELETE FROM deadlines USING due
     WHERE deadlines.name = due.name AND deadlines.subject = due.subject
    RETURNING deadlines.name, deadlines.subject, deadlines.due_at, deadlines.payload
""")
_POSTPONE = text("""
    UPDATE deadlines SET due_at = now() + interval '1 minute'
     WHERE name = :name AND subject = :subject AND due_at <= now()
""")


class DeadlinePoller:
    """Handles due deadlines of one name in batches, each in one transaction with its effect.

    The handler gets them ordered by subject, so that it locks rows in the order of every batch. A
    deadline that fails alone, too, is tried again after a minute and keeps nobody waiting.
    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        source: str,
        handle: DeadlineHandler,
        *,
        batch: int = 100,
        every: float = 1.0,
    ) -> None:
        """Poll `every` so many seconds; a full batch is followed by the next at once."""
        self._name = name
        self._engine = engine
        self._source = source
        self._handle = handle
        self._batch = batch
        self._every = every

    def run(self, stop: Event) -> None:
        """Poll until the event is set."""
        while not stop.is_set():
            if self.poll() < self._batch:
                # Jitter spreads the pollers of several processes.
                stop.wait(self._every * random.uniform(0.75, 1.25))  # noqa: S311

    def poll(self) -> int:
        """Handle one batch and return how many deadlines were due in it."""
        try:
            return len(self._transact(self._batch))
        except Exception as error:  # noqa: BLE001 - whose fault it is shows one by one
            if _passes(error):
                _log.warning("deadlines wait", name=self._name, detail=str(error)[:500])
                return 0
            _log.exception("deadlines are taken apart", name=self._name)
        for _ in range(self._batch):
            if not self._alone():
                break
        return 0

    def _transact(self, batch: int, taken: list[Deadline] | None = None) -> list[Deadline]:
        due = [] if taken is None else taken
        with span(f"{self._name} deadlines"), self._engine.begin() as connection:
            rows = connection.execute(_TAKE, {"name": self._name, "batch": batch})
            due += sorted((Deadline(*row) for row in rows), key=lambda each: each.subject)
            if due:
                outbox = OutboxWriter(connection, self._source)
                self._handle(connection, outbox, due)
                outbox.flush()
        HANDLED.labels(self._name).inc(len(due))
        return due

    def _alone(self) -> bool:
        """Handle one deadline, or postpone it; return whether there may be more."""
        taken: list[Deadline] = []
        try:
            return bool(self._transact(1, taken))
        except Exception as error:  # noqa: BLE001 - one failure must not keep the others waiting
            if _passes(error) or not taken:
                return False
            _log.exception("a deadline failed", name=self._name, subject=taken[0].subject)
        with self._engine.begin() as connection:
            connection.execute(_POSTPONE, {"name": self._name, "subject": taken[0].subject})
        return True


def _passes(error: Exception) -> bool:
    return isinstance(error, Retryable) or is_retryable(error)
