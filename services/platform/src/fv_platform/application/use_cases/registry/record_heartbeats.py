"""Recording what processes say of themselves."""

from collections.abc import Iterable
from uuid import UUID

from fv_platform.application.ports.clock import Clock
from fv_platform.application.ports.registry.events import RegistryEvents
from fv_platform.application.ports.registry.instances import InstanceRepository
from fv_platform.domain.registry.heartbeat import Heartbeat
from fv_platform.domain.registry.instance import Instance


class RecordHeartbeats:
    """Records a batch of heartbeats in one transaction.

    - The first heartbeat of a living instance registers it.
    - A change of its state is told; a heartbeat that only repeats it is not.
    - A farewell deregisters it.
    - Late and repeated heartbeats change nothing.
    """

    def __init__(self, instances: InstanceRepository, events: RegistryEvents, clock: Clock) -> None:
        self._instances = instances
        self._events = events
        self._clock = clock
        self._known: dict[UUID, Instance] = {}
        self._changed: dict[UUID, Instance] = {}

    def begin(self, instance_ids: Iterable[UUID]) -> None:
        """Take hold of every instance that the batch names."""
        self._known.update(self._instances.lock(instance_ids))

    def record(self, beat: Heartbeat) -> None:
        """Take one heartbeat."""
        now = self._clock.now()
        instance = self._known.get(beat.instance_id)
        if instance is None:
            instance, events = Instance.first_heard(beat, now)
            self._known[beat.instance_id] = instance
        else:
            events = instance.hear(beat, now)
        self._changed[beat.instance_id] = instance
        self._events.publish(events)

    def finish(self) -> None:
        """Write the batch."""
        self._instances.save(self._changed.values())
        self._changed.clear()
