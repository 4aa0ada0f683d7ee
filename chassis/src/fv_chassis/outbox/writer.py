"""The writing half of the outbox; the relay is the sending half."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from fv_chassis.messages import Message, OutgoingMessage
from fv_chassis.telemetry import current_traceparent

CHANNEL = "outbox"

# Rows keep the order of the arrays, and with it the order of their ids: one partition's messages
# leave in the order in which they were appended. The notification rides in the same statement.
# The headers are one document, for psycopg escapes every quote of an array's texts by a regular
# expression: that took half of a batch's CPU time.
_INSERT = text("""
    WITH written AS (
        INSERT INTO outbox (message_id, topic, key, type, headers, value)
        SELECT message_id, topic, key, type, headers, value
        FROM ROWS FROM (
            unnest(
                cast(:ids AS uuid[]), cast(:topics AS text[]), cast(:keys AS text[]),
                cast(:types AS text[]), cast(:values AS bytea[])
            ),
            jsonb_array_elements(cast(:headers AS jsonb))
        ) WITH ORDINALITY
            AS row (message_id, topic, key, type, value, headers, number)
        ORDER BY number
    )
    SELECT pg_notify('outbox', '')
""")


@dataclass(frozen=True, slots=True)
class _Row:
    message: OutgoingMessage
    headers: str


class OutboxWriter:
    """Collects messages and writes them with one statement.

    Append and flush while the locks of the rows that the messages tell of are held: then ids rise
    in the order in which the changes happened.
    """

    def __init__(self, connection: Connection, source: str) -> None:
        self._connection = connection
        self._source = source
        self._rows: list[_Row] = []
        self._cause: Message | None = None

    @contextmanager
    def cause(self, message: Message | None) -> Iterator[None]:
        """Let what is appended inside be caused by `message`.

        An exception inside drops what was appended inside, and goes on.
        """
        before, kept = self._cause, len(self._rows)
        self._cause = message
        try:
            yield
        except BaseException:
            del self._rows[kept:]
            raise
        finally:
            self._cause = before

    def append(self, message: OutgoingMessage) -> None:
        """Add a message; it is written by the next flush."""
        self._rows.append(_Row(message, json.dumps(self._headers(message))))

    def flush(self) -> None:
        """Write everything appended since the last flush."""
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        messages = [row.message for row in rows]
        self._connection.execute(
            _INSERT,
            {
                "ids": [message.id for message in messages],
                "topics": [message.topic for message in messages],
                "keys": [message.key for message in messages],
                "types": [message.type for message in messages],
                "headers": f"[{','.join(row.headers for row in rows)}]",
                "values": [message.value for message in messages],
            },
        )

    def _headers(self, message: OutgoingMessage) -> dict[str, str]:
        cause = self._cause
        correlation = message.correlation_id or (cause.correlation_id if cause else message.id)
        causation = message.causation_id or (cause.id if cause else None)
        traceparent = current_traceparent() or (cause.traceparent if cause else None)
        headers = {
            "ce_specversion": "1.0",
            "ce_id": str(message.id),
            "ce_type": message.type,
            "ce_source": self._source,
            "ce_subject": message.subject,
            "ce_time": (message.time or datetime.now(UTC)).isoformat(),
            "content-type": "application/protobuf",
            "ce_correlationid": str(correlation),
        }
        if causation:
            headers["ce_causationid"] = str(causation)
        if message.sequence:
            headers["ce_sequence"] = str(message.sequence)
        if traceparent:
            headers["traceparent"] = traceparent
        return {**headers, **message.extra}
