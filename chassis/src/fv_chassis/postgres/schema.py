"""The tables that deliver messages; every service's first migration creates them."""

from collections.abc import Sequence
from typing import Protocol


class Operations(Protocol):
    """What is used of `alembic.op`."""

    def execute(self, sqltext: str) -> object: ...


_OUTBOX = """
    CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY,
        message_id uuid NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        type text NOT NULL,
        headers jsonb NOT NULL,
        value bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        sent_partition integer,
        sent_offset bigint,
        CONSTRAINT pk_outbox PRIMARY KEY (id, created_at)
    ) PARTITION BY RANGE (created_at)
"""

# Rows of a day without a partition land here, so that a clock that jumped loses nothing.
_OUTBOX_DEFAULT = "CREATE TABLE outbox_default PARTITION OF outbox DEFAULT"
_OUTBOX_UNSENT = "CREATE INDEX ix_outbox_unsent ON outbox (id) WHERE sent_at IS NULL"

_RELAY_FLOOR = """
    CREATE TABLE relay_floor (
        topic text NOT NULL,
        partition integer NOT NULL,
        last_offset bigint,
        last_message_id text,
        last_outbox_id bigint NOT NULL,
        floor_outbox_id bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_relay_floor PRIMARY KEY (topic, partition)
    )
"""

_INBOX = """
    CREATE TABLE inbox (
        consumer text NOT NULL,
        message_id uuid NOT NULL,
        handled_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_inbox PRIMARY KEY (consumer, message_id)
    )
"""

_INBOX_AGE = "CREATE INDEX ix_inbox_handled_at ON inbox USING brin (handled_at)"

_POSITIONS = """
    CREATE TABLE positions (
        consumer text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        message_id text NOT NULL,
        duplicates bigint NOT NULL DEFAULT 0,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_positions PRIMARY KEY (consumer, topic, partition)
    ) WITH (fillfactor = 50)
"""

_COMMAND_RESULTS = """
    CREATE TABLE command_results (
        command_id uuid NOT NULL,
        subject text NOT NULL,
        fingerprint text NOT NULL,
        result bytea NOT NULL,
        decided_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_command_results PRIMARY KEY (command_id)
    )
"""

_DEAD_LETTERS = """
    CREATE TABLE dead_letters (
        dead_letter_id uuid NOT NULL,
        consumer text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        "offset" bigint NOT NULL,
        message_id text NOT NULL,
        type text NOT NULL,
        key bytea NOT NULL,
        value bytea NOT NULL,
        headers jsonb NOT NULL,
        reason text NOT NULL,
        detail text NOT NULL,
        state text NOT NULL DEFAULT 'open',
        created_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        resolution text NOT NULL DEFAULT '',
        CONSTRAINT pk_dead_letters PRIMARY KEY (dead_letter_id),
        CONSTRAINT ck_dead_letters_state CHECK (state IN ('open', 'replayed', 'discarded'))
    )
"""
_DEAD_LETTERS_ONCE = (
    "CREATE UNIQUE INDEX uq_dead_letters_message ON dead_letters (consumer, message_id)"
    " WHERE message_id <> ''"
)

_DEADLINES = """
    CREATE TABLE deadlines (
        name text NOT NULL,
        subject text NOT NULL,
        due_at timestamptz NOT NULL,
        payload jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT pk_deadlines PRIMARY KEY (name, subject)
    )
"""
_DEADLINES_DUE = "CREATE INDEX ix_deadlines_due ON deadlines (name, due_at)"

_CREATE: Sequence[str] = (
    _OUTBOX,
    _OUTBOX_DEFAULT,
    _OUTBOX_UNSENT,
    _RELAY_FLOOR,
    _INBOX,
    _INBOX_AGE,
    _POSITIONS,
    _COMMAND_RESULTS,
    _DEAD_LETTERS,
    _DEAD_LETTERS_ONCE,
    _DEADLINES,
    _DEADLINES_DUE,
)
_TABLES = (
    "deadlines",
    "dead_letters",
    "command_results",
    "positions",
    "inbox",
    "relay_floor",
    "outbox",
)


def create_chassis_tables(op: Operations) -> None:
    """Create outbox, inbox, positions, command results, dead letters, deadlines and relay floor."""
    for statement in _CREATE:
        op.execute(statement)


def drop_chassis_tables(op: Operations) -> None:
    """Drop what `create_chassis_tables` made."""
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
