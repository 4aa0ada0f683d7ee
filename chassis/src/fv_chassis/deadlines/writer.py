"""Sets and cancels deadlines in the transaction that decides about them."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, text

from fv_chassis.deadlines.deadline import Deadline

_SET = text("""
    INSERT INTO deadlines (name, subject, due_at, payload)
    SELECT name, subject, due_at, payload
      FROM unnest(cast(:names AS text[]), cast(:subjects AS text[]),
                  cast(:due AS timestamptz[]), cast(:payloads AS jsonb[]))
           AS row (name, subject, due_at, payload)
     ORDER BY name, subject
    ON CONFLICT (name, subject) DO UPDATE
       SET due_at = excluded.due_at, payload = excluded.payload
""")
# A poller holds its deadlines before it locks what they are about, a batch the other way round. So
# a deadline that is being handled is left to its poller: it comes too late and does nothing.
_CANCEL = text("""
    WITH free AS (
        SELECT deadlines.name, deadlines.subject FROM deadlines
          JOIN unnest(cast(:names AS text[]), cast(:subjects AS text[])) AS row (name, subject)
            ON deadlines.name = row.name AND deadlines.subject = row.subject
           FOR UPDATE OF deadlines SKIP LOCKED
    )
    DELETE FROM deadlines USING free
     WHERE deadlines.name = free.name AND deadlines.subject = free.subject
""")


class DeadlineWriter:
    """Collects changes and writes them with at most two statements; the last word on a subject
    counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: dict[tuple[str, str], Deadline | None] = {}

    def set_many(self, deadlines: Iterable[Deadline]) -> None:
        """Set deadlines, in the place of those that the same names and subjects have."""
        self._changes |= {(each.name, each.subject): each for each in deadlines}

    def cancel_many(self, name: str, subjects: Iterable[str]) -> None:
        """Forget deadlines; unknown ones are none."""
        self._changes |= {(name, subject): None for subject in subjects}

    def flush(self) -> None:
        """Write every change since the last flush."""
        changes, self._changes = self._changes, {}
        cancelled = sorted(key for key, deadline in changes.items() if deadline is None)
        deadlines = [deadline for deadline in changes.values() if deadline is not None]
        if cancelled:
            names, subjects = zip(*cancelled, strict=True)
            self._connection.execute(_CANCEL, {"names": list(names), "subjects": list(subjects)})
        if deadlines:
            self._connection.execute(
                _SET,
                {
                    "names": [each.name for each in deadlines],
                    "subjects": [each.subject for each in deadlines],
                    "due": [each.due_at for each in deadlines],
                    "payloads": [json.dumps(dict(each.payload)) for each in deadlines],
                },
            )
