"""`GET /traefik`: the proxy's configuration, drawn from the registry."""

from collections.abc import Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fv_platform.application.queries.registry.find_front_doors import FindFrontDoors

_RULES = {
    "platform": ("PathPrefix(`/oauth2`) || PathPrefix(`/.well-known`)", 100),
    "edge": ("PathPrefix(`/`)", 1),
}
# Traefik repeats only what no instance answered. Every write carries an idempotency key, so that
# even a write which reached a dying instance may be repeated at the next one.
_MIDDLEWARES = {"again": {"retry": {"attempts": 3, "initialInterval": "100ms"}}}


class TraefikEndpoint:
    """Names the instances behind the front door, for Traefik's HTTP provider."""

    def __init__(self, query: FindFrontDoors) -> None:
        self._query = query

    async def __call__(self, request: Request) -> Response:
        """Answer with the dynamic configuration."""
        return JSONResponse(await run_in_threadpool(self._configuration))

    def _configuration(self) -> Mapping[str, object]:
        doors = {service: self._query.run(service) for service in _RULES}
        return traefik_configuration({name: found for name, found in doors.items() if found})


def traefik_configuration(doors: Mapping[str, Sequence[str]]) -> Mapping[str, object]:
    """Return routers and services for the services that have instances; `{}` when none has.

    Traefik refuses a configuration with empty maps, and keeps the last good one while it cannot
    read a new one.
    """
    if not doors:
        return {}
    routers = {
        service: {
            "rule": _RULES[service][0],
            "priority": _RULES[service][1],
            "service": service,
            "middlewares": ["again"],
        }
        for service in doors
    }
    services = {
        service: {"loadBalancer": {"servers": [{"url": f"http://{address}"} for address in found]}}
        for service, found in doors.items()
    }
    return {"http": {"routers": routers, "services": services, "middlewares": _MIDDLEWARES}}
