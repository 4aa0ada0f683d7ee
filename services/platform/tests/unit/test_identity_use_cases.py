"""Seeding clients and issuing tokens, on the in-memory adapters."""

from datetime import timedelta

import pytest

from fv_platform.application.use_cases.identity.issue_token import (
    IssuedToken,
    Issuer,
    IssueToken,
    IssueTokenHandler,
    KeyRing,
)
from fv_platform.application.use_cases.identity.prepare_signing_key import PrepareSigningKey
from fv_platform.application.use_cases.identity.seed_clients import ClientSeed, SeedClients
from fv_platform.domain.identity.access_token import AccessTokenClaims
from fv_platform.domain.identity.errors import InvalidClient, InvalidScope, SigningKeyMissing
from fv_platform.domain.identity.signing_keys import SigningKey
from fv_platform.outbound.memory.identity import (
    InMemoryClientRepository,
    InMemorySigningKeyRepository,
    PlainSecretHasher,
)
from fv_platform.outbound.memory.time import CountingIds, FrozenClock

READ_AND_WRITE = frozenset({"orders:read", "orders:write"})
SHOP = ClientSeed("shop", "the shop's secret", READ_AND_WRITE)


class RecordingSigner:
    """Signs nothing, keeps what it was asked to sign."""

    def __init__(self) -> None:
        self.signed: list[AccessTokenClaims] = []

    def sign(self, claims: AccessTokenClaims, key: SigningKey) -> str:
        self.signed.append(claims)
        return f"signed with {key.key_id}"


class CountingMaker:
    """Makes keys named by their number."""

    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock
        self.made = 0

    def make(self) -> SigningKey:
        self.made += 1
        return SigningKey(f"key-{self.made}", "pem", {}, self._clock.now())


class Identity:
    """Identity's use cases around one set of in-memory adapters."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clients = InMemoryClientRepository()
        self.keys = InMemorySigningKeyRepository()
        self.maker = CountingMaker(clock)
        self.signer = RecordingSigner()
        self.seed = SeedClients(self.clients, PlainSecretHasher()).run
        self.prepare = PrepareSigningKey(self.keys, self.maker, clock, timedelta(days=30)).run
        self._handler = IssueTokenHandler(
            self.clients,
            PlainSecretHasher(),
            KeyRing(self.keys, self.signer),
            Issuer("http://issuer", "first-viscount"),
            clock,
            CountingIds(),
        )

    def asks(self, client: str, secret: str, *scopes: str) -> IssuedToken:
        return self._handler.handle(IssueToken(client, secret, frozenset(scopes)))


@pytest.fixture
def identity(clock: FrozenClock) -> Identity:
    made = Identity(clock)
    made.prepare()
    made.seed([SHOP])
    return made


def test_a_client_gets_all_its_scopes_when_it_names_none(identity: Identity) -> None:
    issued = identity.asks("shop", SHOP.secret)
    assert (issued.token, issued.expires_in) == ("signed with key-1", 600)
    assert issued.scopes == SHOP.scopes


def test_a_token_names_its_client_and_its_subject(identity: Identity, clock: FrozenClock) -> None:
    identity.seed([ClientSeed("app", "a secret", frozenset({"orders:read"}), subject="olivia")])
    identity.asks("app", "a secret")
    (claims,) = identity.signer.signed
    assert (claims.subject, claims.client_id) == ("olivia", "app")
    assert (claims.issuer, claims.audience) == ("http://issuer", "first-viscount")
    assert claims.expires_at == clock.now() + timedelta(minutes=10)


def test_a_client_may_ask_for_less(identity: Identity) -> None:
    assert identity.asks("shop", SHOP.secret, "orders:read").scopes == {"orders:read"}


def test_a_client_may_not_ask_for_more(identity: Identity) -> None:
    with pytest.raises(InvalidScope, match="orders:admin"):
        identity.asks("shop", SHOP.secret, "orders:read", "orders:admin")


@pytest.mark.parametrize(("client", "secret"), [("shop", "guess"), ("stranger", SHOP.secret)])
def test_a_wrong_secret_and_an_unknown_client_look_alike(
    identity: Identity, client: str, secret: str
) -> None:
    with pytest.raises(InvalidClient) as caught:
        identity.asks(client, secret)
    assert caught.value.detail == "unknown client or wrong secret"


def test_without_a_key_the_answer_is_later(clock: FrozenClock) -> None:
    keyless = Identity(clock)
    keyless.seed([SHOP])
    with pytest.raises(SigningKeyMissing):
        keyless.asks("shop", SHOP.secret)


def test_the_same_seeds_write_nothing_again(identity: Identity) -> None:
    assert identity.seed([SHOP]) == 0


@pytest.mark.parametrize(
    "change",
    [
        ClientSeed("shop", "another secret", SHOP.scopes),
        ClientSeed("shop", SHOP.secret, frozenset()),
        ClientSeed("shop", SHOP.secret, SHOP.scopes, subject="olivia"),
    ],
)
def test_a_changed_seed_is_written(identity: Identity, change: ClientSeed) -> None:
    assert identity.seed([change]) == 1
    assert identity.seed([change]) == 0


def test_keys_are_made_when_they_are_due(identity: Identity, clock: FrozenClock) -> None:
    assert not identity.prepare()
    clock.advance(timedelta(days=30).total_seconds())
    assert identity.prepare()
    assert not identity.prepare()
    assert [key.key_id for key in identity.keys.all()] == ["key-1", "key-2"]
