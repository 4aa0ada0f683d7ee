"""Where instances are kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fv_platform.domain.registry.events import InstanceSnapshot
from fv_platform.domain.registry.instance import Instance


class InstanceRepository(Protocol):
    """The instances, inside one transaction."""

    def lock(self, instance_ids: Iterable[UUID]) -> Mapping[UUID, Instance]:
        """Return those that exist, held against everybody else until the transaction ends."""
        ...

    def lock_lapsed(self, now: datetime, limit: int) -> Sequence[Instance]:
        """Return living instances whose lease is over, held; those that others hold are passed
        over."""
        ...

    def newest_sent_at(self) -> datetime | None:
        """Return when the newest heartbeat of all was sent, None before any."""
        ...

    def save(self, instances: Iterable[Instance]) -> None:
        """Write them, new or changed."""
        ...

    def forget_gone(self, before: datetime) -> int:
        """Delete those that are gone and were last seen before that moment; return how many."""
        ...


class InstanceDirectory(Protocol):
    """The instances, for readers."""

    def list(self, service: str, include_gone: bool) -> Sequence[InstanceSnapshot]:
        """Return instances by service and id; `service` "" means all. Tombstones are never
        listed."""
        ...
