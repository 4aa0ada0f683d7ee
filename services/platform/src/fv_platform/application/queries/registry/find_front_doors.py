"""Where requests may be sent."""

from collections.abc import Sequence

from fv_platform.application.ports.registry.instances import InstanceDirectory
from fv_platform.domain.registry.events import InstanceSnapshot
from fv_platform.domain.registry.heartbeat import InstanceState

_ENDPOINT = "http"


class FindFrontDoors:
    """Tells the proxy which instances of a service take HTTP requests.

    - Healthy instances are preferred.
    - When none is healthy, every instance that is not gone is named: one that is not ready
    explains itself
      better than a proxy with nobody behind it.
    """

    def __init__(self, directory: InstanceDirectory) -> None:
        self._directory = directory

    def run(self, service: str) -> Sequence[str]:
        """Return "host:port" of each, in a stable order."""
        reachable = [
            instance
            for instance in self._directory.list(service, include_gone=False)
            if _ENDPOINT in instance.heartbeat.endpoints
        ]
        healthy = [one for one in reachable if one.state is InstanceState.HEALTHY]
        return sorted({_address(instance) for instance in healthy or reachable})


def _address(instance: InstanceSnapshot) -> str:
    return instance.heartbeat.endpoints[_ENDPOINT]
