"""One channel per service, with a bearer token on every call."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import grpc

from fv_cli.platform_file import PlatformFile
from fv_cli.tokens import token_source
from fv_messages.firstviscount.catalog.v1 import CatalogAdminServiceStub
from fv_messages.firstviscount.inventory.v1 import InventoryAdminServiceStub
from fv_messages.firstviscount.operations.v1 import OperationsServiceStub
from fv_messages.firstviscount.orders.v1 import OrdersAdminServiceStub
from fv_messages.firstviscount.platform.v1 import PlatformAdminServiceStub

CALL_TIMEOUT_SECONDS = 30.0


class QueryClients:
    """Stubs of every service; calls raise `grpc.RpcError` as the stubs of grpcio do."""

    def __init__(self, addresses: Mapping[str, str], token: Callable[[], str]) -> None:
        self._addresses = addresses
        self._token = token
        self._channels: dict[str, grpc.Channel] = {}

    @property
    def catalog(self) -> CatalogAdminServiceStub:
        """The catalogue's queries."""
        return CatalogAdminServiceStub(self.channel("catalog"))

    @property
    def inventory(self) -> InventoryAdminServiceStub:
        """The inventory's queries."""
        return InventoryAdminServiceStub(self.channel("inventory"))

    @property
    def orders(self) -> OrdersAdminServiceStub:
        """The orders' queries."""
        return OrdersAdminServiceStub(self.channel("orders"))

    @property
    def platform(self) -> PlatformAdminServiceStub:
        """The registry's queries."""
        return PlatformAdminServiceStub(self.channel("platform"))

    def operations(self, service: str) -> OperationsServiceStub:
        """Return the queries that every service answers about commands and dead letters."""
        return OperationsServiceStub(self.channel(service))

    def channel(self, service: str) -> grpc.Channel:
        """Return the channel to a service; it is made at its first use and kept."""
        if service not in self._channels:
            plain = grpc.insecure_channel(self._addresses[service])
            self._channels[service] = grpc.intercept_channel(plain, _Bearer(self._token))
        return self._channels[service]

    def close(self) -> None:
        """Close every channel."""
        while self._channels:
            self._channels.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _CallDetails(NamedTuple):
    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class _Bearer(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpcio has no types
    """Adds the token and a deadline, which the generated stubs cannot."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        metadata = (*(details.metadata or ()), ("authorization", f"Bearer {self._token()}"))
        return continuation(
            _CallDetails(
                details.method,
                details.timeout or CALL_TIMEOUT_SECONDS,
                metadata,
                details.credentials,
                True,
                details.compression,
            ),
            request,
        )


def query_clients(platform: PlatformFile, client: str = "operator") -> QueryClients:
    """Return the stubs of a running platform's services, speaking as one of its OAuth2 clients."""
    return QueryClients(platform.grpc, token_source(platform, client))
