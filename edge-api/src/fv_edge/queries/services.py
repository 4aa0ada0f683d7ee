"""The port to the services' queries."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol


class Service(StrEnum):
    """The services that own something."""

    CATALOG = "catalog"
    INVENTORY = "inventory"
    ORDERS = "orders"
    PLATFORM = "platform"


class Queries(Protocol):
    """Asks a service under a token; every refusal is a `Problem`."""

    async def ask(self, service: Service, method: str, request: Any, token: str) -> Any:
        """Return the response of "<AdminService>/<Method>" for a request message.

        `Problem` as the service refused: 404 not_found, 503 when it is away or slow, and so on.
        """
        ...


class OwnToken(Protocol):
    """The edge's own access token, for reads that are public."""

    async def token(self) -> str:
        """Return a valid token; `Problem` 503 when there is none."""
        ...


Targets = Mapping[Service, str]
"""Where each service answers, as host:port."""
