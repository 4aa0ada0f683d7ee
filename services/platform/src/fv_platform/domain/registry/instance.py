"""A process of the platform, as the registry knows it."""

from dataclasses import dataclass
from datetime import datetime

from fv_platform.domain.registry.events import (
    InstanceSnapshot,
    RegistryEvent,
    ServiceDeregistered,
    ServiceHealthChanged,
    ServiceRegistered,
)
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState


@dataclass(slots=True)
class Instance:
    """One process from its first heartbeat to its end.

    Heartbeats may arrive late, twice and in any order: only a higher sequence counts. One that is
    past its lease when it first arrives, or that says goodbye, leaves a tombstone of version 0
    that nobody is told of; it keeps older heartbeats from bringing the process back.
    """

    heartbeat: Heartbeat
    state: InstanceState
    registered_at: datetime
    seen_at: datetime
    version: int = 0

    @classmethod
    def first_heard(cls, beat: Heartbeat, now: datetime) -> tuple["Instance", list[RegistryEvent]]:
        """Return the instance that the beat announces, and what is to be told of it."""
        instance = cls(beat, InstanceState.GONE, now, now)
        return instance, instance._become(instance._state_after(beat, now))

    def hear(self, beat: Heartbeat, now: datetime) -> list[RegistryEvent]:
        """Take a heartbeat; one that is not newer than the last changes nothing."""
        if beat.sequence <= self.heartbeat.sequence:
            return []
        state = self._state_after(beat, now)
        self.heartbeat = beat
        self.seen_at = now
        return self._become(state)

    def expire(self, now: datetime) -> list[RegistryEvent]:
        """End an instance whose lease is over; any other stays as it is."""
        if self.heartbeat.counts_at(now):
            return []
        return self._become(InstanceState.GONE)

    def snapshot(self) -> InstanceSnapshot:
        """Return what events and queries tell of it."""
        return InstanceSnapshot(
            self.heartbeat, self.state, self.registered_at, self.seen_at, self.version
        )

    def _state_after(self, beat: Heartbeat, now: datetime) -> InstanceState:
        if self.state is InstanceState.GONE and not beat.counts_at(now):
            return InstanceState.GONE
        return beat.state

    def _become(self, state: InstanceState) -> list[RegistryEvent]:
        if state is self.state:
            return []
        self.state = state
        self.version += 1
        if state is InstanceState.GONE:
            return [ServiceDeregistered(self.snapshot())]
        if self.version == 1:
            return [ServiceRegistered(self.snapshot())]
        return [ServiceHealthChanged(self.snapshot())]
