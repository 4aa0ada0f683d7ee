"""Which key signs, and which are published."""

from datetime import datetime, timedelta

from fv_platform.domain.identity.signing_keys import (
    SigningKey,
    is_new_key_due,
    published_keys,
    signing_key,
)
from fv_platform.outbound.memory.time import FrozenClock

MONTH = timedelta(days=30)


def key(name: str, made: datetime) -> SigningKey:
    return SigningKey(name, "pem", {"kid": name}, made)


def test_without_keys_nothing_signs_and_one_is_due(clock: FrozenClock) -> None:
    assert signing_key([], clock.now()) is None
    assert is_new_key_due([], clock.now(), MONTH)


def test_the_only_key_signs_at_once(clock: FrozenClock) -> None:
    first = key("first", clock.now())
    assert signing_key([first], clock.now()) == first


def test_a_new_key_is_published_before_it_signs(clock: FrozenClock) -> None:
    keys = [key("first", clock.now() - MONTH), key("second", clock.now())]
    assert signing_key(keys, clock.now()) == keys[0]
    assert published_keys(keys, clock.now()) == keys
    clock.advance(15 * 60)
    assert signing_key(keys, clock.now()) == keys[1]


def test_an_old_key_is_published_until_its_last_token_ended(clock: FrozenClock) -> None:
    keys = [key("first", clock.now() - MONTH), key("second", clock.now())]
    clock.advance(74 * 60)
    assert published_keys(keys, clock.now()) == keys
    clock.advance(60)
    assert published_keys(keys, clock.now()) == keys[1:]


def test_a_key_is_due_when_the_newest_is_old(clock: FrozenClock) -> None:
    keys = [key("first", clock.now())]
    clock.advance(MONTH.total_seconds() - 1)
    assert not is_new_key_due(keys, clock.now(), MONTH)
    clock.advance(1)
    assert is_new_key_due(keys, clock.now(), MONTH)
