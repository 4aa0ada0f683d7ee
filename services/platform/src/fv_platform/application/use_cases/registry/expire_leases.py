"""Ending the instances that fell silent."""

from datetime import timedelta

from fv_platform.application.ports.clock import Clock
from fv_platform.application.ports.registry.events import RegistryEvents
from fv_platform.application.ports.registry.instances import InstanceRepository
from fv_platform.domain.registry.hearing import Hearing

BATCH = 200
FORGOTTEN_AFTER = timedelta(days=7)


class ExpireLeases:
    """Deregisters, in one transaction, instances whose lease is over.

    - Silence counts only while the registry hears others: see `Hearing`, which outlives the
    transaction.
    - An instance that beats again afterwards is told of as a change of its health.
    - What is gone for a week is forgotten.
    """

    def __init__(
        self, instances: InstanceRepository, events: RegistryEvents, clock: Clock, hearing: Hearing
    ) -> None:
        self._instances = instances
        self._events = events
        self._clock = clock
        self._hearing = hearing

    def run(self) -> int:
        """Expire what is due; return how many instances ended."""
        now = self._clock.now()
        self._hearing.listen(self._instances.newest_sent_at(), now)
        if self._hearing.since is None:
            return 0
        ended = [
            (instance, instance.expire(now))
            for instance in self._instances.lock_lapsed(now, BATCH)
            if self._hearing.may_expire(now, instance.heartbeat.lease)
        ]
        for _, events in ended:
            self._events.publish(events)
        self._instances.save(instance for instance, _ in ended)
        self._instances.forget_gone(now - FORGOTTEN_AFTER)
        return len(ended)
