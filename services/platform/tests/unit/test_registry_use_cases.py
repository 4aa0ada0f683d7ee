"""Recording heartbeats and expiring leases, on the in-memory adapters."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from fv_platform.application.queries.registry.find_front_doors import FindFrontDoors
from fv_platform.application.use_cases.registry.expire_leases import ExpireLeases
from fv_platform.application.use_cases.registry.record_heartbeats import RecordHeartbeats
from fv_platform.domain.registry.events import ServiceDeregistered, ServiceRegistered
from fv_platform.domain.registry.hearing import Hearing
from fv_platform.domain.registry.heartbeat import Heartbeat
from fv_platform.outbound.memory.registry_instances import (
    InMemoryInstanceRepository,
    InMemoryRegistryEvents,
)
from fv_platform.outbound.memory.time import FrozenClock

Beat = Callable[..., Heartbeat]


class Registry:
    """The registry's use cases around one set of in-memory adapters."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.instances = InMemoryInstanceRepository()
        self.events = InMemoryRegistryEvents()
        self.hearing = Hearing()

    def hears(self, *beats: Heartbeat) -> None:
        use_case = RecordHeartbeats(self.instances, self.events, self.clock)
        use_case.begin({one.instance_id for one in beats})
        for one in beats:
            use_case.record(one)
        use_case.finish()

    def sweeps(self) -> int:
        return ExpireLeases(self.instances, self.events, self.clock, self.hearing).run()

    def told(self) -> list[type]:
        return [type(event) for event in self.events.published]

    def doors(self) -> list[str]:
        return list(FindFrontDoors(self.instances).run("edge"))


@pytest.fixture
def registry(clock: FrozenClock) -> Registry:
    return Registry(clock)


def edge(number: int) -> dict[str, object]:
    return {"instance_id": UUID(int=number), "endpoints": {"http": f"10.0.0.{number}:80"}}


def test_a_batch_may_name_an_instance_twice(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1), beat(2, "gone"))
    assert registry.told() == [ServiceRegistered, ServiceDeregistered]


def test_a_silent_instance_ends_while_others_are_heard(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1, **edge(1)), beat(1, **edge(2)))
    ended = 0
    for sequence in range(2, 7):
        registry.clock.advance(5)
        registry.hears(beat(sequence, **edge(2)))
        ended += registry.sweeps()
    assert ended == 1
    assert registry.doors() == ["10.0.0.2:80"]


def test_nobody_ends_while_nobody_is_heard(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1, **edge(1)), beat(1, **edge(2)))
    for _ in range(60):
        registry.clock.advance(5)
        assert registry.sweeps() == 0
    registry.hears(beat(2, **edge(1)))
    assert registry.sweeps() == 0
    assert registry.doors() == ["10.0.0.1:80", "10.0.0.2:80"]


def test_what_is_gone_for_a_week_is_forgotten(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1, **edge(1)), beat(2, "gone", **edge(1)))
    registry.clock.advance(timedelta(days=8).total_seconds())
    registry.hears(beat(1, **edge(2)))
    registry.sweeps()
    assert registry.instances.lock([UUID(int=1)]) == {}


def test_healthy_front_doors_are_preferred(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1, **edge(1)), beat(1, "unhealthy", **edge(2)))
    assert registry.doors() == ["10.0.0.1:80"]


def test_unready_front_doors_are_better_than_none(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1, "unhealthy", **edge(1)), beat(1, "starting", **edge(2)))
    assert registry.doors() == ["10.0.0.1:80", "10.0.0.2:80"]


def test_who_serves_no_http_is_no_front_door(registry: Registry, beat: Beat) -> None:
    registry.hears(beat(1, endpoints={"grpc": "10.0.0.1:90"}))
    assert registry.doors() == []
