"""The laws of `ClientRepository` and `SigningKeyRepository`, for every adapter."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fv_platform.application.ports.identity.clients import ClientRepository
from fv_platform.application.ports.identity.signing_keys import SigningKeyRepository
from fv_platform.domain.identity.client import Client
from fv_platform.domain.identity.signing_keys import SigningKey
from fv_platform.outbound.memory.identity import (
    InMemoryClientRepository,
    InMemorySigningKeyRepository,
)
from fv_platform.outbound.memory.time import FrozenClock
from fv_platform.outbound.postgres.identity import (
    PostgresClientRepository,
    PostgresSigningKeyRepository,
)

SHOP = Client("shop", "hash", "olivia", frozenset({"orders:read", "orders:write"}))


@pytest.fixture(params=["memory", "postgres"])
def clients(request: pytest.FixtureRequest) -> ClientRepository:
    if request.param == "memory":
        return InMemoryClientRepository()
    return PostgresClientRepository(request.getfixturevalue("engine"))


@pytest.fixture(params=["memory", "postgres"])
def keys(request: pytest.FixtureRequest) -> SigningKeyRepository:
    if request.param == "memory":
        return InMemorySigningKeyRepository()
    return PostgresSigningKeyRepository(request.getfixturevalue("engine"))


def test_a_client_is_found_as_it_was_put(clients: ClientRepository) -> None:
    clients.put([SHOP])
    assert clients.get("shop") == SHOP
    assert clients.all() == {"shop": SHOP}


@pytest.mark.parametrize("name", ["", "SHOP", "shop' OR '1'='1", "sh\0op"])
def test_an_unknown_client_is_none(clients: ClientRepository, name: str) -> None:
    clients.put([SHOP])
    assert clients.get(name) is None


def test_putting_again_replaces(clients: ClientRepository) -> None:
    changed = Client("shop", "another", "shop", frozenset())
    clients.put([SHOP])
    clients.put([changed])
    clients.put([])
    assert clients.all() == {"shop": changed}


def test_keys_come_oldest_first(keys: SigningKeyRepository, clock: FrozenClock) -> None:
    for name in ("b", "a"):
        made = SigningKey(name, "pem", {"kid": name, "n": "1"}, clock.now())
        assert keys.add_if(lambda _: True, lambda made=made: made)
        clock.advance(1)
    assert [key.key_id for key in keys.all()] == ["b", "a"]
    assert keys.all()[0].public_jwk == {"kid": "b", "n": "1"}


def test_a_key_that_is_not_due_is_not_made(keys: SigningKeyRepository) -> None:
    def make() -> SigningKey:
        raise AssertionError("nobody asked for a key")

    assert not keys.add_if(lambda _: False, make)
    assert not keys.all()


def test_of_many_that_start_at_once_one_makes_the_key(
    keys: SigningKeyRepository, clock: FrozenClock
) -> None:
    start = Barrier(4)

    def prepare(name: str) -> bool:
        start.wait(timeout=30)
        made = SigningKey(name, "pem", {}, clock.now())
        return keys.add_if(lambda present: not present, lambda: made)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(prepare, "abcd"))
    assert sorted(outcomes) == [False, False, False, True]
    assert len(keys.all()) == 1
