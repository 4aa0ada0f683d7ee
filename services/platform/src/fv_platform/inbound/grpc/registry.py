"""PlatformAdminService."""

from collections.abc import Callable

from firstviscount.platform.v1 import registry_pb2 as pb
from firstviscount.platform.v1 import registry_pb2_grpc as stubs
from fv_platform.application.queries.registry.list_instances import ListInstances
from fv_platform.domain.registry.events import InstanceSnapshot

Show = Callable[[InstanceSnapshot], pb.Instance]


class PlatformAdminServicer(stubs.PlatformAdminServiceServicer):
    """Answers operators' questions about processes, in the words that `show` gives."""

    def __init__(self, list_instances: ListInstances, show: Show) -> None:
        self._list_instances = list_instances
        self._show = show

    def ListInstances(  # noqa: N802 - the contract names it
        self, request: pb.ListInstancesRequest, context: object
    ) -> pb.ListInstancesResponse:
        """List instances by service and id."""
        found = self._list_instances.run(request.service, request.include_gone)
        return pb.ListInstancesResponse(instances=[self._show(one) for one in found])
