"""The laws of `InstanceRepository` and `InstanceDirectory`, for every adapter."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine

from fv_platform.application.ports.registry.instances import (
    InstanceDirectory,
    InstanceRepository,
)
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState
from fv_platform.domain.registry.instance import Instance
from fv_platform.outbound.memory.registry_instances import InMemoryInstanceRepository
from fv_platform.outbound.memory.time import FrozenClock
from fv_platform.outbound.postgres.registry_instances import (
    PostgresInstanceDirectory,
    PostgresInstanceRepository,
)

Beat = Callable[..., Heartbeat]


@dataclass
class Store:
    """An adapter: transactions for writers, a directory for readers."""

    open: Callable[[], AbstractContextManager[InstanceRepository]]
    directory: InstanceDirectory

    def save(self, *instances: Instance) -> None:
        with self.open() as repository:
            repository.save(instances)

    def get(self, instance_id: UUID) -> Instance | None:
        with self.open() as repository:
            return repository.lock([instance_id]).get(instance_id)

    def listed(self, service: str = "", include_gone: bool = False) -> Sequence[UUID]:
        found = self.directory.list(service, include_gone)
        return [one.heartbeat.instance_id for one in found]


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return memory_store()
    return postgres_store(request.getfixturevalue("engine"))


def memory_store() -> Store:
    repository = InMemoryInstanceRepository()

    @contextmanager
    def open_() -> Iterator[InstanceRepository]:
        yield repository

    return Store(open_, repository)


def postgres_store(engine: Engine) -> Store:
    @contextmanager
    def open_() -> Iterator[InstanceRepository]:
        with engine.begin() as connection:
            yield PostgresInstanceRepository(connection)

    return Store(open_, PostgresInstanceDirectory(engine))


@pytest.fixture
def instance(clock: FrozenClock, beat: Beat) -> Callable[..., Instance]:
    def make(number: int = 1, state: str = "healthy", **changes: object) -> Instance:
        fields = {"instance_id": UUID(int=number), **changes}
        return Instance.first_heard(beat(1, state, **fields), clock.now())[0]

    return make


Make = Callable[..., Instance]


def test_what_is_saved_is_found_as_it_was(store: Store, instance: Make) -> None:
    saved = instance(not_ready=("broker", "jwks"), endpoints={"http": "a:1", "ops": "a:2"})
    store.save(saved)
    assert store.get(UUID(int=1)) == saved
    assert store.get(UUID(int=2)) is None


def test_saving_again_replaces(
    store: Store, instance: Make, beat: Beat, clock: FrozenClock
) -> None:
    store.save(instance())
    with store.open() as repository:
        (held,) = repository.lock([UUID(int=1)]).values()
        held.hear(beat(2, "unhealthy"), clock.now())
        repository.save([held])
    found = store.get(UUID(int=1))
    assert found is not None
    assert (found.state, found.version) == (InstanceState.UNHEALTHY, 2)


def test_a_change_that_is_not_saved_does_not_count(
    store: Store, instance: Make, beat: Beat, clock: FrozenClock
) -> None:
    store.save(instance())
    with store.open() as repository:
        repository.lock([UUID(int=1)])[UUID(int=1)].hear(beat(2, "gone"), clock.now())
    found = store.get(UUID(int=1))
    assert found is not None
    assert found.state is InstanceState.HEALTHY


def test_saving_nothing_is_allowed(store: Store) -> None:
    store.save()
    assert store.listed() == []


def test_the_longest_silent_come_first(store: Store, instance: Make, clock: FrozenClock) -> None:
    store.save(
        instance(1, lease_seconds=20),
        instance(2, lease_seconds=10),
        instance(3, lease_seconds=100),
        instance(4, "gone", lease_seconds=5),
    )
    clock.advance(20)
    with store.open() as repository:
        lapsed = repository.lock_lapsed(clock.now(), 10)
        assert [one.heartbeat.instance_id.int for one in lapsed] == [2, 1]
        assert len(repository.lock_lapsed(clock.now(), 1)) == 1


def test_a_lease_ends_at_its_last_moment(store: Store, instance: Make, clock: FrozenClock) -> None:
    store.save(instance(lease_seconds=10))
    with store.open() as repository:
        assert not repository.lock_lapsed(clock.now() + timedelta(seconds=9.999), 10)
        assert repository.lock_lapsed(clock.now() + timedelta(seconds=10), 10)


def test_the_newest_heartbeat_of_all_is_known(
    store: Store, instance: Make, clock: FrozenClock
) -> None:
    with store.open() as repository:
        assert repository.newest_sent_at() is None
    store.save(instance(1))
    clock.advance(5)
    store.save(instance(2))
    with store.open() as repository:
        assert repository.newest_sent_at() == clock.now()


def test_the_directory_is_sorted_and_narrowed(store: Store, instance: Make) -> None:
    store.save(instance(3, service="orders"), instance(2), instance(1))
    assert [one.int for one in store.listed()] == [1, 2, 3]
    assert [one.int for one in store.listed("orders")] == [3]
    assert store.listed("catalog") == []


def test_the_directory_shows_the_gone_on_demand_and_tombstones_never(
    store: Store, instance: Make, beat: Beat, clock: FrozenClock
) -> None:
    gone = instance(1)
    gone.hear(beat(2, "gone", instance_id=UUID(int=1)), clock.now())
    store.save(gone, instance(2, "gone"))
    assert store.listed() == []
    assert [one.int for one in store.listed(include_gone=True)] == [1]


def test_only_the_long_gone_are_forgotten(store: Store, instance: Make, clock: FrozenClock) -> None:
    store.save(instance(1, "gone"), instance(2))
    clock.advance(10)
    store.save(instance(3, "gone"))
    with store.open() as repository:
        assert repository.forget_gone(clock.now()) == 1
    assert store.get(UUID(int=1)) is None
    assert store.get(UUID(int=2))
    assert store.get(UUID(int=3))


def test_a_transaction_that_fails_saves_nothing(engine: Engine, instance: Make) -> None:
    store = postgres_store(engine)

    def fail() -> None:
        with store.open() as repository:
            repository.save([instance()])
            raise KeyError("rolled back")

    with pytest.raises(KeyError):
        fail()
    assert store.get(UUID(int=1)) is None


def test_sweepers_at_once_share_the_work(
    engine: Engine, instance: Make, clock: FrozenClock
) -> None:
    store = postgres_store(engine)
    store.save(instance(1), instance(2))
    clock.advance(60)
    with store.open() as one, store.open() as other:
        (first,) = one.lock_lapsed(clock.now(), 1)
        (second,) = other.lock_lapsed(clock.now(), 10)
    assert first.heartbeat.instance_id != second.heartbeat.instance_id
