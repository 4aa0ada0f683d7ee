"""The platform's processes."""

from collections.abc import Sequence

from fv_platform.application.ports.registry.instances import InstanceDirectory
from fv_platform.domain.registry.events import InstanceSnapshot


class ListInstances:
    """Tells operators which processes run."""

    def __init__(self, directory: InstanceDirectory) -> None:
        self._directory = directory

    def run(self, service: str = "", include_gone: bool = False) -> Sequence[InstanceSnapshot]:
        """Return instances by service and id; `service` "" means all."""
        return self._directory.list(service, include_gone)
