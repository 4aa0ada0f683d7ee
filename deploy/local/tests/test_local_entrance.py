from pathlib import Path

from fv_local.kafka import server_properties
from fv_local.traefik import dynamic_config, static_config


def test_the_entrance_listens_on_loopback_only_and_writes_no_access_log() -> None:
    static = static_config(8080, 8081, "http://127.0.0.1:9000", Path("routes.yml"))

    assert static["entryPoints"]["rest"]["address"] == "127.0.0.1:8080"
    assert static["entryPoints"]["ping"]["address"] == "127.0.0.1:8081"
    assert "accessLog" not in static


def test_routes_to_edges_come_from_the_registry() -> None:
    static = static_config(8080, 8081, "http://127.0.0.1:9000", Path("routes.yml"))

    assert static["providers"]["http"]["endpoint"] == "http://127.0.0.1:9000/traefik"


def test_identity_goes_to_the_platform() -> None:
    http = dynamic_config("http://127.0.0.1:9000")["http"]

    assert "`/oauth2`" in http["routers"]["identity"]["rule"]
    assert http["services"]["identity"]["loadBalancer"]["servers"] == [
        {"url": "http://127.0.0.1:9000"}
    ]


def test_kafka_creates_no_topic_by_accident_and_listens_on_loopback_only() -> None:
    lines = server_properties(Path("log"), 9092, 9093).splitlines()

    assert "auto.create.topics.enable=false" in lines
    assert "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093" in lines
