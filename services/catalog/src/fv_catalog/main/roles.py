"""The roles of the catalog service: answer queries, consume, relay."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from firstviscount.catalog.v1 import admin_pb2, admin_pb2_grpc
from fv_chassis.consumer import Consumer, Subscription
from fv_chassis.grpc import GrpcServer
from fv_chassis.operations import operations_registration
from fv_chassis.ops.server import Check
from fv_chassis.process import Role
from fv_chassis.relay import Relay

from .container import Container
from .settings import CatalogSettings

SERVICE: Final = "catalog"
Roles = tuple[Mapping[str, Role], Mapping[str, Check]]


class CatalogRoles:
    """Builds roles from a container, each group with the checks that say when it is ready."""

    def __init__(self, container: Container, settings: CatalogSettings) -> None:
        self._container = container
        self._settings = settings

    def serve(self) -> Roles:
        """Return the queries over gRPC."""
        return {"grpc": self._grpc().run}, self._database()

    def consume(self) -> Roles:
        """Return the consumer of commands."""
        subscription = Subscription(
            "catalog.commands",
            ("catalog.commands.v1",),
            self._container.command_work,
            commands=True,
        )
        commands = Consumer(
            subscription, self._container.engine(), self._container.broker(), SERVICE
        )
        return {"commands": commands.run}, {**self._database(), "commands": commands.ready}

    def relay(self) -> Roles:
        """Return the relay."""
        relay = Relay(self._container.engine(), self._container.broker(), SERVICE)
        return {"relay": relay.run}, {**self._database(), "relay": relay.ready}

    def run(self) -> Roles:
        """Return every role."""
        groups = (self.serve(), self.consume(), self.relay())
        roles = {name: role for group, _ in groups for name, role in group.items()}
        return roles, {name: check for _, group in groups for name, check in group.items()}

    def _grpc(self) -> GrpcServer:
        admin = (
            admin_pb2_grpc.add_CatalogAdminServiceServicer_to_server,
            self._container.admin_servicer(),
            admin_pb2.DESCRIPTOR.services_by_name["CatalogAdminService"],
        )
        return GrpcServer(
            self._settings.grpc_port,
            self._container.verifier(),
            [admin, operations_registration(self._container.engine())],
            host=self._settings.host,
        )

    def _database(self) -> Mapping[str, Check]:
        return {"database": partial(_answers, self._container.engine())}


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


GROUPS: Final[Mapping[str, Callable[[CatalogRoles], Roles]]] = {
    "run": CatalogRoles.run,
    "serve": CatalogRoles.serve,
    "consume": CatalogRoles.consume,
    "relay": CatalogRoles.relay,
}
