"""The HTTP face, with real keys and tokens, on the in-memory adapters."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import httpx
import pytest

from fv_chassis.local import free_port
from fv_chassis.tokens import Principal, TokenVerifier
from fv_platform.application.queries.identity.get_key_set import GetKeySet
from fv_platform.application.queries.registry.find_front_doors import FindFrontDoors
from fv_platform.application.use_cases.identity.issue_token import (
    Issuer,
    IssueTokenHandler,
    KeyRing,
)
from fv_platform.application.use_cases.identity.prepare_signing_key import PrepareSigningKey
from fv_platform.application.use_cases.identity.seed_clients import ClientSeed, SeedClients
from fv_platform.domain.registry.heartbeat import Heartbeat
from fv_platform.domain.registry.instance import Instance
from fv_platform.inbound.http.application import create_application
from fv_platform.inbound.http.discovery import KeySetEndpoint, MetadataEndpoint
from fv_platform.inbound.http.server import serve
from fv_platform.inbound.http.token import TokenEndpoint
from fv_platform.inbound.http.traefik import TraefikEndpoint
from fv_platform.outbound.crypto.rsa_keys import Rs256TokenSigner, RsaKeyMaker
from fv_platform.outbound.memory.identity import (
    InMemoryClientRepository,
    InMemorySigningKeyRepository,
    PlainSecretHasher,
)
from fv_platform.outbound.memory.registry_instances import InMemoryInstanceRepository
from fv_platform.outbound.memory.time import CountingIds, FrozenClock

ISSUER = "https://shop.example"
SECRET = "the shop's secret, long enough"
GRANT = {"grant_type": "client_credentials"}


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Platform:
    """The HTTP face and what stands behind it."""

    def __init__(self) -> None:
        self.clock = FrozenClock(datetime.now(UTC))
        self.instances = InMemoryInstanceRepository()
        clients, keys = InMemoryClientRepository(), InMemorySigningKeyRepository()
        maker = RsaKeyMaker(self.clock)
        self.prepare_key = PrepareSigningKey(keys, maker, self.clock, timedelta(days=30)).run
        scopes = frozenset({"orders:read", "orders:write"})
        SeedClients(clients, PlainSecretHasher()).run([ClientSeed("shop", SECRET, scopes)])
        handler = IssueTokenHandler(
            clients,
            PlainSecretHasher(),
            KeyRing(keys, Rs256TokenSigner()),
            Issuer(ISSUER, "first-viscount"),
            self.clock,
            CountingIds(),
        )
        self.application = create_application(
            TokenEndpoint(handler),
            KeySetEndpoint(GetKeySet(keys, self.clock)),
            MetadataEndpoint(ISSUER),
            TraefikEndpoint(FindFrontDoors(self.instances)),
        )
        port = free_port()
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self._stop = Event()
        self._server = Thread(
            target=serve, args=(self.application, "127.0.0.1", port, self._stop), daemon=True
        )
        self._server.start()
        while not listens(port):
            assert self._server.is_alive()
            self._stop.wait(0.02)

    def close(self) -> None:
        self.http.close()
        self._stop.set()
        self._server.join(30)

    def verify(self, token: str) -> Principal:
        def fetch(_: str) -> bytes:
            return self.http.get("/.well-known/jwks.json").content

        return TokenVerifier(ISSUER, ISSUER, "first-viscount", fetch=fetch).verify(token)


@pytest.fixture(scope="module")
def keyless() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.close()


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    made = Platform()
    made.prepare_key()
    yield made
    made.close()


def test_a_token_is_issued_and_proves_its_client(platform: Platform) -> None:
    answer = platform.http.post("/oauth2/token", data=GRANT, auth=("shop", SECRET))
    body = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert body["scope"] == "orders:read orders:write"
    principal = platform.verify(body["access_token"])
    assert (principal.subject, principal.client_id) == ("shop", "shop")
    assert principal.scopes == {"orders:read", "orders:write"}


def test_credentials_may_come_in_the_form(platform: Platform) -> None:
    form = {**GRANT, "client_id": "shop", "client_secret": SECRET, "scope": "orders:read"}
    answer = platform.http.post("/oauth2/token", data=form)
    assert answer.json()["scope"] == "orders:read"


@pytest.mark.parametrize(
    ("form", "secret", "status", "code"),
    [
        (GRANT, "wrong", 401, "invalid_client"),
        ({**GRANT, "scope": "orders:admin"}, SECRET, 400, "invalid_scope"),
        ({"grant_type": "password"}, SECRET, 400, "unsupported_grant_type"),
        ({}, SECRET, 400, "invalid_request"),
        ({**GRANT, "padding": "x" * 9000}, SECRET, 413, "invalid_request"),
    ],
)
def test_refusals_speak_rfc_6749(
    platform: Platform, form: dict[str, str], secret: str, status: int, code: str
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = platform.http.post("/oauth2/token", data=form, auth=("shop", secret), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_the_key_set_holds_no_secret(platform: Platform) -> None:
    answer = platform.http.get("/.well-known/jwks.json")
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert "max-age" in answer.headers["cache-control"]


def test_the_issuer_describes_itself(platform: Platform) -> None:
    document = platform.http.get("/.well-known/oauth-authorization-server").json()
    assert document["issuer"] == ISSUER
    assert document["token_endpoint"] == f"{ISSUER}/oauth2/token"
    assert document["jwks_uri"] == f"{ISSUER}/.well-known/jwks.json"


def test_before_the_first_key_the_answer_is_later(keyless: Platform) -> None:
    token = keyless.http.post("/oauth2/token", data=GRANT, auth=("shop", SECRET))
    assert (token.status_code, token.json()["error"]) == (503, "temporarily_unavailable")
    assert keyless.http.get("/.well-known/jwks.json").status_code == 503


def test_the_proxy_learns_of_the_front_doors(
    platform: Platform, beat: Callable[..., Heartbeat]
) -> None:
    assert platform.http.get("/traefik").json() == {}
    now = platform.clock.now()
    edge, _ = Instance.first_heard(beat(sent_at=now), now)
    platform.instances.save([edge])
    services = platform.http.get("/traefik").json()["http"]["services"]
    assert services["edge"]["loadBalancer"]["servers"] == [{"url": "http://127.0.0.1:8080"}]


@pytest.mark.parametrize("path", ["/oauth2/token", "/traefik/x", "/"])
def test_nothing_else_is_served(platform: Platform, path: str) -> None:
    assert platform.http.get(path).status_code in (404, 405)
