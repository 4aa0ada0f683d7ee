"""The platform service, seen from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import grpc
import pytest
from confluent_kafka import Producer
from platform_process import OPERATOR, PlatformProcess, eventually

from firstviscount.platform.v1 import registry_pb2 as pb
from firstviscount.platform.v1 import registry_pb2_grpc as stubs
from fv_chassis.heartbeats import Heartbeats
from fv_chassis.local import EmbeddedBroker
from fv_chassis.settings import ServiceSettings
from fv_chassis.tokens import TokenSource, TokenVerifier


@contextmanager
def edge(broker: EmbeddedBroker, address: str) -> Iterator[str]:
    """Let an edge beat; yields its instance's id, says goodbye at the end."""
    settings = ServiceSettings(
        kafka_bootstrap_servers=broker.bootstrap_servers, heartbeat_seconds=0.5
    )
    heartbeats = Heartbeats("edge", settings, {}, {"http": address})
    stop = Event()
    role = Thread(target=heartbeats.run, args=(stop,), daemon=True)
    role.start()
    try:
        yield str(heartbeats.instance_id)
    finally:
        stop.set()
        role.join(30)


def doors(platform: PlatformProcess) -> list[str]:
    services = platform.get("/traefik").json().get("http", {}).get("services", {})
    servers = services.get("edge", {}).get("loadBalancer", {}).get("servers", [])
    return [server["url"] for server in servers]


def test_an_edge_that_beats_is_behind_the_front_door_until_it_leaves(
    platform: PlatformProcess, module_broker: EmbeddedBroker
) -> None:
    with edge(module_broker, "127.0.0.1:7001") as instance_id:
        eventually(lambda: doors(platform) == ["http://127.0.0.1:7001"])
        (instance,) = platform.instances("edge")
        assert instance.heartbeat.instance_id == instance_id
        assert instance.state == pb.INSTANCE_STATE_HEALTHY
    eventually(lambda: doors(platform) == [])
    assert platform.events(instance_id, 2) == [("ServiceRegistered", 1), ("ServiceDeregistered", 2)]
    gone = {one.heartbeat.instance_id: one.state for one in platform.instances("edge", True)}
    assert gone[instance_id] == pb.INSTANCE_STATE_GONE


def test_the_platform_registers_itself(platform: PlatformProcess) -> None:
    (instance,) = eventually(lambda: platform.instances("platform"))
    assert set(instance.heartbeat.endpoints) == {"grpc", "http", "ops"}


def test_its_tokens_prove_their_client_to_any_verifier(platform: PlatformProcess) -> None:
    source = TokenSource(f"{platform.url}/oauth2/token", "operator", str(OPERATOR["secret"]))
    jwks = f"{platform.url}/.well-known/jwks.json"
    principal = TokenVerifier(jwks, platform.url, "first-viscount").verify(source.token())
    assert principal.client_id == "operator"
    assert principal.scopes == set(OPERATOR["scopes"])


def test_queries_need_a_token(platform: PlatformProcess) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        stubs.PlatformAdminServiceStub(platform.channel).ListInstances(
            pb.ListInstancesRequest(), timeout=30
        )
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_a_heartbeat_that_cannot_be_read_is_a_dead_letter(
    platform: PlatformProcess, module_broker: EmbeddedBroker
) -> None:
    before = platform.delivery().open_dead_letters
    producer = Producer({"bootstrap.servers": module_broker.bootstrap_servers, "log_level": 0})
    producer.produce("platform.heartbeats.v1", b"garbage", "nobody")
    assert producer.flush(30) == 0
    eventually(lambda: platform.delivery().open_dead_letters == before + 1)
    with edge(module_broker, "127.0.0.1:7002"):
        eventually(lambda: doors(platform) == ["http://127.0.0.1:7002"])


def test_it_ends_cleanly_when_it_is_told_to(platform: PlatformProcess) -> None:
    eventually(lambda: platform.delivery().unsent == 0)
    assert platform.stop() == 0
