"""The life of an instance in the registry."""

from collections.abc import Callable, Sequence

import pytest

from fv_chassis.testing.laws import permutations, with_duplicates
from fv_platform.domain.registry.events import (
    RegistryEvent,
    ServiceDeregistered,
    ServiceHealthChanged,
    ServiceRegistered,
)
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState
from fv_platform.domain.registry.instance import Instance
from fv_platform.outbound.memory.time import FrozenClock

Beat = Callable[..., Heartbeat]


def hear(clock: FrozenClock, beats: Sequence[Heartbeat]) -> tuple[Instance, list[RegistryEvent]]:
    instance, told = Instance.first_heard(beats[0], clock.now())
    for one in beats[1:]:
        told += instance.hear(one, clock.now())
    return instance, told


def test_the_first_heartbeat_registers_the_instance(clock: FrozenClock, beat: Beat) -> None:
    instance, told = hear(clock, [beat()])
    assert told == [ServiceRegistered(instance.snapshot())]
    assert (instance.state, instance.version) == (InstanceState.HEALTHY, 1)


def test_a_heartbeat_that_repeats_the_state_is_not_told(clock: FrozenClock, beat: Beat) -> None:
    instance, told = hear(clock, [beat(1), beat(2), beat(3)])
    assert len(told) == instance.version == 1
    assert instance.heartbeat.sequence == 3


def test_a_change_of_health_is_told_once(clock: FrozenClock, beat: Beat) -> None:
    states = ["starting", "healthy", "healthy", "unhealthy", "healthy"]
    _, told = hear(clock, [beat(number, state) for number, state in enumerate(states, 1)])
    assert [type(event) for event in told] == [ServiceRegistered] + [ServiceHealthChanged] * 3
    assert [event.instance.version for event in told] == [1, 2, 3, 4]


def test_a_farewell_deregisters(clock: FrozenClock, beat: Beat) -> None:
    instance, told = hear(clock, [beat(1), beat(2, "gone")])
    assert isinstance(told[-1], ServiceDeregistered)
    assert instance.state is InstanceState.GONE


def test_silence_beyond_the_lease_deregisters(clock: FrozenClock, beat: Beat) -> None:
    instance, _ = hear(clock, [beat(1)])
    clock.advance(14.9)
    assert instance.expire(clock.now()) == []
    clock.advance(0.1)
    (event,) = instance.expire(clock.now())
    assert isinstance(event, ServiceDeregistered)
    assert instance.expire(clock.now()) == []


def test_an_instance_that_was_only_paused_comes_back(clock: FrozenClock, beat: Beat) -> None:
    instance, _ = hear(clock, [beat(1)])
    clock.advance(20)
    instance.expire(clock.now())
    (event,) = instance.hear(beat(2), clock.now())
    assert isinstance(event, ServiceHealthChanged)
    assert event.instance.state is InstanceState.HEALTHY


def test_an_old_heartbeat_does_not_bring_a_dead_instance_back(
    clock: FrozenClock, beat: Beat
) -> None:
    first, late = beat(1), beat(2)
    clock.advance(60)
    instance, told = hear(clock, [first, late])
    assert told == []
    assert (instance.state, instance.version) == (InstanceState.GONE, 0)


def test_a_farewell_that_overtakes_the_greeting_leaves_a_tombstone(
    clock: FrozenClock, beat: Beat
) -> None:
    instance, told = hear(clock, [beat(2, "gone"), beat(1)])
    assert told == []
    assert instance.state is InstanceState.GONE


@pytest.mark.parametrize("last", ["healthy", "unhealthy", "gone"])
def test_any_order_and_any_number_of_deliveries_end_alike(
    clock: FrozenClock, beat: Beat, last: str
) -> None:
    beats = [beat(1, "starting"), beat(2), beat(3, "unhealthy"), beat(4, last)]
    for order in permutations(beats):
        instance, told = hear(clock, with_duplicates(order))
        assert instance.state is InstanceState(last)
        assert [event.instance.version for event in told] == list(range(1, len(told) + 1))
