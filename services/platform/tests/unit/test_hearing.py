"""When silence means death."""

from datetime import timedelta

from fv_platform.domain.registry.hearing import Hearing
from fv_platform.outbound.memory.time import FrozenClock

LEASE = timedelta(seconds=15)


def test_a_registry_that_just_began_to_listen_judges_nobody(clock: FrozenClock) -> None:
    hearing = Hearing()
    hearing.listen(clock.now(), clock.now())
    clock.advance(14)
    hearing.listen(clock.now(), clock.now())
    assert not hearing.may_expire(clock.now(), LEASE)
    clock.advance(1)
    hearing.listen(clock.now(), clock.now())
    assert hearing.may_expire(clock.now(), LEASE)


def test_a_deaf_registry_judges_nobody_and_listens_anew_afterwards(clock: FrozenClock) -> None:
    hearing = Hearing()
    last = clock.now()
    hearing.listen(last, clock.now())
    clock.advance(60)
    hearing.listen(last, clock.now())
    assert not hearing.may_expire(clock.now(), LEASE)
    hearing.listen(clock.now(), clock.now())
    assert not hearing.may_expire(clock.now(), LEASE)


def test_a_registry_that_never_heard_anybody_judges_nobody(clock: FrozenClock) -> None:
    hearing = Hearing()
    hearing.listen(None, clock.now())
    assert not hearing.may_expire(clock.now(), timedelta(0))
