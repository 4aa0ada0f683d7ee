"""What happens to instances."""

from dataclasses import dataclass
from datetime import datetime

from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState


@dataclass(frozen=True, slots=True)
class InstanceSnapshot:
    """An instance as it stood after a change; `version` rises by one with every event."""

    heartbeat: Heartbeat
    state: InstanceState
    registered_at: datetime
    seen_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ServiceRegistered:
    """An instance was seen for the first time."""

    instance: InstanceSnapshot


@dataclass(frozen=True, slots=True)
class ServiceHealthChanged:
    """An instance's state changed."""

    instance: InstanceSnapshot


@dataclass(frozen=True, slots=True)
class ServiceDeregistered:
    """An instance said goodbye, or its lease ended."""

    instance: InstanceSnapshot


RegistryEvent = ServiceRegistered | ServiceHealthChanged | ServiceDeregistered
