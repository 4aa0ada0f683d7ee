"""What a process says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class InstanceState(StrEnum):
    """The health of an instance."""

    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One heartbeat; `sequence` rises with each that an instance sends."""

    instance_id: UUID
    service: str
    release: str
    endpoints: Mapping[str, str]
    state: InstanceState
    not_ready: tuple[str, ...]
    sent_at: datetime
    lease_seconds: int
    sequence: int

    @property
    def lease(self) -> timedelta:
        """How long it counts."""
        return timedelta(seconds=self.lease_seconds)

    def counts_at(self, now: datetime) -> bool:
        """Return whether its lease still runs.

        The lease is counted from the sender's clock, so that a heartbeat which waited in the topic
        does not bring a dead process back; the clocks of the platform's machines must agree to
        within a lease.
        """
        return now < self.sent_at + self.lease
