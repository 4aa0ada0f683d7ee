"""The proxy's configuration."""

from fv_platform.inbound.http.traefik import traefik_configuration


def test_every_service_with_instances_has_a_router() -> None:
    found = traefik_configuration({"edge": ["10.0.0.1:80", "10.0.0.2:80"], "platform": ["p:81"]})
    http = found["http"]
    assert isinstance(http, dict)
    assert http["services"]["edge"]["loadBalancer"]["servers"] == [
        {"url": "http://10.0.0.1:80"},
        {"url": "http://10.0.0.2:80"},
    ]
    assert http["routers"]["platform"]["priority"] > http["routers"]["edge"]["priority"]


def test_nothing_is_configured_before_anybody_is_there() -> None:
    assert traefik_configuration({}) == {}
