"""The outbox as the relay sees it, on the session that holds the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fv_chassis.relay.leader import Session

_UNSENT = """
    SELECT id, message_id::text, topic, key, headers, value
    FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT %s
"""

# The rows and, per partition, the last acknowledged record: it tells a log that was replaced.
_MARK = """
    WITH acknowledged AS (
        SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bigint[], %s::text[])
            AS ack (id, topic, partition, log_offset, message_id)
    ), marked AS (
        UPDATE outbox SET sent_at = now(), sent_partition = partition, sent_offset = log_offset
        FROM acknowledged WHERE outbox.id = acknowledged.id AND sent_at IS NULL
    )
    INSERT INTO relay_floor AS floor
        (topic, partition, last_offset, last_message_id, last_outbox_id, floor_outbox_id)
    SELECT DISTINCT ON (topic, partition) topic, partition, log_offset, message_id, id, 0
    FROM acknowledged ORDER BY topic, partition, log_offset DESC
    ON CONFLICT (topic, partition) DO UPDATE SET
        last_offset = excluded.last_offset,
        last_message_id = excluded.last_message_id,
        last_outbox_id = excluded.last_outbox_id
"""

_LAST = """
    SELECT topic, partition, last_offset, last_message_id
    FROM relay_floor WHERE last_offset IS NOT NULL
"""

_REQUEUE = """
    WITH lost AS (
        UPDATE relay_floor floor SET last_offset = NULL, last_message_id = NULL
        FROM unnest(%s::text[], %s::int[]) AS gone (topic, partition)
        WHERE floor.topic = gone.topic AND floor.partition = gone.partition
        RETURNING floor.topic, floor.partition, floor.floor_outbox_id
    )
    UPDATE outbox SET sent_at = NULL, sent_partition = NULL, sent_offset = NULL
    FROM lost
    WHERE outbox.topic = lost.topic AND outbox.sent_partition = lost.partition
        AND outbox.id > lost.floor_outbox_id AND outbox.sent_at IS NOT NULL
"""

# Everything that was sent before the oldest transaction of now began has a lower id than whatever
# that transaction, or a later one, may still write.
_HORIZON = """
    SELECT coalesce(min(xact_start), now()) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# The floor of a partition is an id up to which every row was read by everybody, and below which no
# row can come into the log any more. An id that was taken early and committed late would: so the
# floor stays below unsent rows, below rows that stand unread in the log, and behind the horizon.
_RAISE_FLOOR = """
    WITH read AS (
        SELECT * FROM unnest(%(topics)s::text[], %(partitions)s::int[], %(below)s::bigint[])
            AS read (topic, partition, below)
    )
    UPDATE relay_floor floor SET floor_outbox_id = found.id, updated_at = now()
    FROM read, relay_floor present, LATERAL (
        SELECT max(outbox.id) AS id FROM outbox
        WHERE outbox.topic = read.topic AND outbox.sent_partition = read.partition
            AND outbox.id > present.floor_outbox_id AND outbox.sent_at < %(horizon)s
            AND outbox.id < coalesce((
                SELECT min(unsent.id) FROM outbox unsent WHERE unsent.sent_at IS NULL
            ), 9223372036854775807)
            AND outbox.id < coalesce((
                SELECT min(unread.id) FROM outbox unread
                WHERE unread.topic = read.topic AND unread.sent_partition = read.partition
                    AND unread.id > present.floor_outbox_id AND unread.sent_offset >= read.below
            ), 9223372036854775807)
    ) found
    WHERE present.topic = read.topic AND present.partition = read.partition
        AND floor.topic = read.topic AND floor.partition = read.partition AND found.id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One unsent message."""

    id: int
    message_id: str
    topic: str
    key: str
    headers: dict[str, str]
    value: bytes


@dataclass(frozen=True, slots=True)
class Ack:
    """Where the broker put a row."""

    row: Row
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class LastRecord:
    """The last record that a partition acknowledged."""

    topic: str
    partition: int
    offset: int
    message_id: str


class OutboxStore:
    """Reads and marks rows; a call is a statement or two."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def unsent(self, limit: int) -> list[Row]:
        """Return the first unsent rows by id; a cursor would skip late commits."""
        rows: list[Any] = self._session.execute(_UNSENT, [limit]).fetchall()
        return [Row(*row) for row in rows]

    def mark(self, acks: Sequence[Ack]) -> None:
        """Record where rows went; a row that is marked already stays as it is."""
        columns = zip(
            *((a.row.id, a.row.topic, a.partition, a.offset, a.row.message_id) for a in acks),
            strict=True,
        )
        self._session.execute(_MARK, [list(column) for column in columns])

    def last_records(self) -> list[LastRecord]:
        """Return the last acknowledged record of every partition."""
        rows: list[Any] = self._session.execute(_LAST).fetchall()
        return [LastRecord(*row) for row in rows]

    def requeue(self, lost: Sequence[LastRecord]) -> int:
        """Make the rows of replaced logs unsent again, from the floor on; return how many."""
        columns = [[record.topic for record in lost], [record.partition for record in lost]]
        return self._session.execute(_REQUEUE, columns).rowcount

    def raise_floor(self, read: Sequence[tuple[str, int, int]]) -> None:
        """Store that every group has read (topic, partition) below an offset."""
        horizon = self._session.execute(_HORIZON).fetchone()
        topics, partitions, below = (list(column) for column in zip(*read, strict=True))
        self._session.execute(
            _RAISE_FLOOR,
            {
                "topics": topics,
                "partitions": partitions,
                "below": below,
                "horizon": horizon[0] if horizon else None,
            },
        )
