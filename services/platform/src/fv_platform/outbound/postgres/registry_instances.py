"""Instances in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine, Row, text

from fv_platform.domain.registry.events import InstanceSnapshot
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState
from fv_platform.domain.registry.instance import Instance

_COLUMNS = """instance_id, service, release, endpoints, reported_state, not_ready, sent_at,
    lease_seconds, sequence, state, registered_at, seen_at, version"""

_LOCK = text(f"""
    SELECT {_COLUMNS} FROM instances WHERE instance_id = ANY(:ids)
    ORDER BY instance_id FOR UPDATE
""")  # noqa: S608 - the columns are a constant of this module

_LOCK_LAPSED = text(f"""
    SELECT {_COLUMNS} FROM instances
    WHERE state <> 'gone' AND lease_ends_at <= :now
    ORDER BY lease_ends_at LIMIT :limit FOR UPDATE SKIP LOCKED
""")  # noqa: S608 - the columns are a constant of this module

_LIST = text(f"""
    SELECT {_COLUMNS} FROM instances
    WHERE version > 0 AND :service IN ('', service) AND (:include_gone OR state <> 'gone')
    ORDER BY service, instance_id
""")  # noqa: S608 - the columns are a constant of this module

_SAVE = text(f"""
    INSERT INTO instances ({_COLUMNS}, lease_ends_at)
    VALUES (:instance_id, :service, :release, :endpoints, :reported_state, :not_ready, :sent_at,
        :lease_seconds, :sequence, :state, :registered_at, :seen_at, :version, :lease_ends_at)
    ON CONFLICT (instance_id) DO UPDATE SET
        service = excluded.service, release = excluded.release, endpoints = excluded.endpoints,
        reported_state = excluded.reported_state, not_ready = excluded.not_ready,
        sent_at = excluded.sent_at, lease_seconds = excluded.lease_seconds,
        sequence = excluded.sequence, state = excluded.state, seen_at = excluded.seen_at,
        version = excluded.version, lease_ends_at = excluded.lease_ends_at
""")  # noqa: S608 - the columns are a constant of this module

_NEWEST = text("SELECT max(sent_at) FROM instances")
_FORGET = text("DELETE FROM instances WHERE state = 'gone' AND seen_at < :before")


class PostgresInstanceRepository:
    """The instances, through one transaction's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self, instance_ids: Iterable[UUID]) -> Mapping[UUID, Instance]:
        """Return those that exist, locked in the order of their ids."""
        rows = self._connection.execute(_LOCK, {"ids": list(instance_ids)})
        return {row.instance_id: _instance(row) for row in rows}

    def lock_lapsed(self, now: datetime, limit: int) -> Sequence[Instance]:
        """Return living instances whose lease is over, the longest silent first."""
        rows = self._connection.execute(_LOCK_LAPSED, {"now": now, "limit": limit})
        return [_instance(row) for row in rows]

    def newest_sent_at(self) -> datetime | None:
        """Return when the newest heartbeat of all was sent."""
        newest: datetime | None = self._connection.execute(_NEWEST).scalar_one()
        return newest

    def save(self, instances: Iterable[Instance]) -> None:
        """Insert or update them; drivers send the rows in one round trip."""
        rows = [_row(instance) for instance in instances]
        if rows:
            self._connection.execute(_SAVE, rows)

    def forget_gone(self, before: datetime) -> int:
        """Delete those that are gone and were last seen before that moment."""
        return self._connection.execute(_FORGET, {"before": before}).rowcount


class PostgresInstanceDirectory:
    """The instances, for readers; each call is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, service: str, include_gone: bool) -> Sequence[InstanceSnapshot]:
        """Return instances by service and id."""
        with self._engine.connect() as connection:
            rows = connection.execute(_LIST, {"service": service, "include_gone": include_gone})
            return [_instance(row).snapshot() for row in rows]


def _instance(row: Row[Any]) -> Instance:
    beat = Heartbeat(
        instance_id=row.instance_id,
        service=row.service,
        release=row.release,
        endpoints=row.endpoints,
        state=InstanceState(row.reported_state),
        not_ready=tuple(row.not_ready),
        sent_at=row.sent_at,
        lease_seconds=row.lease_seconds,
        sequence=row.sequence,
    )
    return Instance(beat, InstanceState(row.state), row.registered_at, row.seen_at, row.version)


def _row(instance: Instance) -> Mapping[str, object]:
    beat = instance.heartbeat
    return {
        "instance_id": beat.instance_id,
        "service": beat.service,
        "release": beat.release,
        "endpoints": Jsonb(dict(beat.endpoints)),
        "reported_state": beat.state.value,
        "not_ready": list(beat.not_ready),
        "sent_at": beat.sent_at,
        "lease_seconds": beat.lease_seconds,
        "sequence": beat.sequence,
        "state": instance.state.value,
        "registered_at": instance.registered_at,
        "seen_at": instance.seen_at,
        "version": instance.version,
        "lease_ends_at": beat.sent_at + timedelta(seconds=beat.lease_seconds),
    }
