"""Instances in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from fv_platform.domain.registry.events import InstanceSnapshot, RegistryEvent
from fv_platform.domain.registry.heartbeat import InstanceState
from fv_platform.domain.registry.instance import Instance


def _copy(kept: InstanceSnapshot) -> Instance:
    return Instance(kept.heartbeat, kept.state, kept.registered_at, kept.seen_at, kept.version)


class InMemoryInstanceRepository:
    """Keeps snapshots, so that a change counts only once it is saved."""

    def __init__(self) -> None:
        self._kept: dict[UUID, InstanceSnapshot] = {}

    def lock(self, instance_ids: Iterable[UUID]) -> Mapping[UUID, Instance]:
        """Return those that exist; nobody else is here to be held back."""
        return {one: _copy(self._kept[one]) for one in set(instance_ids) if one in self._kept}

    def lock_lapsed(self, now: datetime, limit: int) -> Sequence[Instance]:
        """Return living instances whose lease is over, the longest silent first."""
        lapsed = [
            kept
            for kept in self._kept.values()
            if kept.state is not InstanceState.GONE and not kept.heartbeat.counts_at(now)
        ]
        lapsed.sort(key=lambda kept: kept.heartbeat.sent_at + kept.heartbeat.lease)
        return [_copy(kept) for kept in lapsed[:limit]]

    def newest_sent_at(self) -> datetime | None:
        """Return when the newest heartbeat of all was sent."""
        return max((kept.heartbeat.sent_at for kept in self._kept.values()), default=None)

    def save(self, instances: Iterable[Instance]) -> None:
        """Keep what they are now."""
        self._kept.update({one.heartbeat.instance_id: one.snapshot() for one in instances})

    def forget_gone(self, before: datetime) -> int:
        """Delete those that are gone and were last seen before that moment."""
        gone = [
            instance_id
            for instance_id, kept in self._kept.items()
            if kept.state is InstanceState.GONE and kept.seen_at < before
        ]
        for instance_id in gone:
            del self._kept[instance_id]
        return len(gone)

    def list(self, service: str, include_gone: bool) -> Sequence[InstanceSnapshot]:
        """Return instances by service and id."""
        found = [
            kept
            for kept in self._kept.values()
            if kept.version
            and service in ("", kept.heartbeat.service)
            and (include_gone or kept.state is not InstanceState.GONE)
        ]
        return sorted(found, key=lambda one: (one.heartbeat.service, one.heartbeat.instance_id))


class InMemoryRegistryEvents:
    """Keeps what was published, in its order."""

    def __init__(self) -> None:
        self.published: list[RegistryEvent] = []

    def publish(self, events: Iterable[RegistryEvent]) -> None:
        """Keep the events."""
        self.published.extend(events)
