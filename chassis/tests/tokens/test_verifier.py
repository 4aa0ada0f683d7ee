"""A verifier's memory, its keys, and what it does while the issuer is away."""

from pathlib import Path

import pytest

from fv_chassis.testing.issuer import AUDIENCE, ISSUER, TestIssuer
from fv_chassis.tokens import InvalidToken, JwksUnavailable, Principal, TokenVerifier


class Publisher:
    """The issuer's key set over a wire that can be cut; counts how often it was asked."""

    def __init__(self, issuer: TestIssuer) -> None:
        self.issuer = issuer
        self.away = False
        self.asked = 0

    def fetch(self, _url: str) -> bytes:
        self.asked += 1
        if self.away:
            raise OSError("away")
        return self.issuer.jwks()


class Time:
    """Both clocks of a verifier, moved by hand."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def publisher(issuer: TestIssuer) -> Publisher:
    return Publisher(issuer)


@pytest.fixture
def clock(issuer: TestIssuer) -> Time:
    return Time(float(str(issuer.claims()["iat"])))


def verifier(publisher: Publisher, clock: Time, cache: Path | None = None) -> TokenVerifier:
    return TokenVerifier(
        ISSUER, ISSUER, AUDIENCE, cache, fetch=publisher.fetch, clock=clock, monotonic=clock
    )


def test_a_valid_token_names_its_principal(
    issuer: TestIssuer, publisher: Publisher, clock: Time
) -> None:
    principal = verifier(publisher, clock).verify(issuer.token("orders:read", "orders:write"))
    assert principal == Principal(
        "alice", "shop", frozenset({"orders:read", "orders:write"}), principal.expires_at
    )
    assert clock.now + 590 < principal.expires_at < clock.now + 620


def test_a_verified_token_is_remembered_until_it_expires(
    issuer: TestIssuer, publisher: Publisher, clock: Time
) -> None:
    under_test, token = verifier(publisher, clock), issuer.token("orders:read")
    assert under_test.remembered(token) is None
    assert under_test.verify(token) is under_test.verify(token) is under_test.remembered(token)
    clock.now += 700
    assert under_test.remembered(token) is None
    with pytest.raises(InvalidToken, match="expired"):
        under_test.verify(token)


def test_a_flood_of_unknown_keys_asks_the_issuer_once_in_thirty_seconds(
    issuer: TestIssuer, publisher: Publisher, clock: Time
) -> None:
    under_test = verifier(publisher, clock)
    under_test.verify(issuer.token())
    clock.now += 31
    for number in range(100):
        with pytest.raises(InvalidToken, match="unknown_key"):
            under_test.verify(TestIssuerToken.of(issuer, f"stranger-{number}"))
    assert publisher.asked == 2


class TestIssuerToken:
    """Tokens that name a key which their issuer never published."""

    __test__ = False

    @staticmethod
    def of(issuer: TestIssuer, kid: str) -> str:
        return issuer.sign(issuer.claims(), {"kid": kid})


def test_a_new_key_is_fetched_when_it_is_first_met(
    issuer: TestIssuer, publisher: Publisher, clock: Time
) -> None:
    under_test = verifier(publisher, clock)
    under_test.verify(issuer.token())
    publisher.issuer = TestIssuer("second")
    clock.now += 31
    assert under_test.verify(publisher.issuer.token()).subject == "alice"


def test_without_any_key_nothing_is_judged(
    issuer: TestIssuer, publisher: Publisher, clock: Time
) -> None:
    publisher.away = True
    under_test = verifier(publisher, clock)
    assert not under_test.ready()
    with pytest.raises(JwksUnavailable):
        under_test.verify(issuer.token())


def test_an_issuer_that_comes_back_is_asked_again(
    issuer: TestIssuer, publisher: Publisher, clock: Time
) -> None:
    publisher.away = True
    under_test = verifier(publisher, clock)
    assert not under_test.ready()
    publisher.away = False
    clock.now += 1
    assert under_test.ready()


def test_the_copy_on_disk_outlives_the_issuer(
    issuer: TestIssuer, publisher: Publisher, clock: Time, tmp_path: Path
) -> None:
    assert verifier(publisher, clock, tmp_path).ready()
    publisher.away = True
    assert verifier(publisher, clock, tmp_path).verify(issuer.token()).client_id == "shop"


def test_a_damaged_copy_is_fetched_again(publisher: Publisher, clock: Time, tmp_path: Path) -> None:
    verifier(publisher, clock, tmp_path).ready()
    for copy in tmp_path.iterdir():
        copy.write_text("{")
    assert verifier(publisher, clock, tmp_path).ready()
    assert publisher.asked == 2


@pytest.mark.parametrize("document", [b"", b"[]", b'{"keys": []}', b'{"keys": [{"kty": "oct"}]}'])
def test_a_key_set_without_usable_keys_changes_nothing(
    issuer: TestIssuer, publisher: Publisher, clock: Time, document: bytes
) -> None:
    answers = [issuer.jwks(), document]
    under_test = TokenVerifier(
        ISSUER, ISSUER, AUDIENCE, fetch=lambda _: answers.pop(0), clock=clock, monotonic=clock
    )
    under_test.verify(issuer.token())
    clock.now += 31
    with pytest.raises(InvalidToken, match="unknown_key"):
        under_test.verify(TestIssuerToken.of(issuer, "stranger"))
    assert under_test.verify(issuer.token()).subject == "alice"
