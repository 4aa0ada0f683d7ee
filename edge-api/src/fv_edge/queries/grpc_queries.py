"""Queries over gRPC."""

from typing import Any

import grpc
import grpc.aio
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message_factory import GetMessageClass

from firstviscount.catalog.v1 import admin_pb2 as catalog
from firstviscount.inventory.v1 import admin_pb2 as inventory
from firstviscount.operations.v1 import admin_pb2 as operations
from firstviscount.orders.v1 import admin_pb2 as orders
from firstviscount.platform.v1 import registry_pb2 as platform
from fv_chassis.grpc import aio_channel, call_metadata
from fv_edge.problems import problem
from fv_edge.queries.errors import from_status
from fv_edge.queries.services import Service, Targets

_FILES: dict[Service, FileDescriptor] = {
    Service.CATALOG: catalog.DESCRIPTOR,
    Service.INVENTORY: inventory.DESCRIPTOR,
    Service.ORDERS: orders.DESCRIPTOR,
    Service.PLATFORM: platform.DESCRIPTOR,
}


class GrpcQueries:
    """Asks over one channel a service, opened on first use in the event loop that asks."""

    def __init__(self, targets: Targets, timeout: float) -> None:
        """Wait at most `timeout` seconds for each answer."""
        self._targets = targets
        self._timeout = timeout
        self._channels: dict[Service, grpc.aio.Channel] = {}
        self._calls: dict[tuple[Service, str], Any] = {}

    async def ask(self, service: Service, method: str, request: Any, token: str) -> Any:
        """Ask; see `Queries`."""
        call = self._calls.get((service, method)) or self._prepare(service, method)
        try:
            return await call(request, timeout=self._timeout, metadata=call_metadata(token))
        except grpc.aio.AioRpcError as error:
            trailers = error.trailing_metadata() or ()
            slug = next((str(value) for key, value in trailers if key == "fv-slug"), "")
            raise from_status(service, error.code(), slug, error.details() or "") from error
        except grpc.aio.UsageError as error:
            raise problem("service_unavailable", f"{service} is being left") from error

    async def close(self) -> None:
        """Close every channel."""
        for channel in self._channels.values():
            await channel.close()
        self._channels.clear()
        self._calls.clear()

    def _prepare(self, service: Service, method: str) -> Any:
        if service not in self._channels:
            self._channels[service] = aio_channel(self._targets[service])
        owner, _, name = method.partition("/")
        file = operations.DESCRIPTOR if owner == "OperationsService" else _FILES[service]
        described = file.services_by_name[owner].methods_by_name[name]
        call = self._channels[service].unary_unary(
            f"/{described.containing_service.full_name}/{name}",
            request_serializer=GetMessageClass(described.input_type).SerializeToString,
            response_deserializer=GetMessageClass(described.output_type).FromString,
        )
        self._calls[service, method] = call
        return call
