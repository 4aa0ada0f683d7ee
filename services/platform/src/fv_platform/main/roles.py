"""The roles of the platform service."""

from collections.abc import Callable, Mapping
from functools import partial
from threading import Event

from fv_chassis.relay import Relay
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from firstviscount.platform.v1 import registry_pb2, registry_pb2_grpc
from fv_chassis.consumer import Consumer, Subscription
from fv_chassis.grpc import GrpcServer
from fv_chassis.operations import operations_registration
from fv_chassis.ops.server import Check
from fv_chassis.process import Role
from fv_platform.inbound.commands.no_commands import NoCommands
from fv_platform.inbound.http.application import create_application
from fv_platform.inbound.http.discovery import KeySetEndpoint, MetadataEndpoint
from fv_platform.inbound.http.server import serve
from fv_platform.inbound.http.token import TokenEndpoint
from fv_platform.inbound.http.traefik import TraefikEndpoint
from fv_platform.main.clients_file import read_clients_file
from fv_platform.main.container import Container, lease_expiry, registry_work
from fv_platform.main.identity import IdentityKeeper
from fv_platform.main.settings import PlatformSettings
from fv_platform.main.sweeper import sweep_leases

SERVICE = "platform"
Roles = tuple[Mapping[str, Role], Mapping[str, Check]]


class PlatformRoles:
    """Builds roles from a container, each group with the checks that say when it is ready."""

    def __init__(self, container: Container, settings: PlatformSettings) -> None:
        self._container = container
        self._settings = settings

    def serve(self) -> Roles:
        """Return gRPC, HTTP, and the keeper without whom neither could work."""
        keeper = self._keeper()
        roles = {"grpc": self._grpc().run, "http": self._http, "identity": keeper.run}
        return roles, {**self._database(), "identity": keeper.ready}

    def consume(self) -> Roles:
        """Return the consumers and the sweeper."""
        registry = self._consumer(self._registry())
        commands = self._consumer(
            Subscription(
                "platform.commands",
                ("platform.commands.v1",),
                lambda *_: NoCommands(),
                commands=True,
            )
        )
        roles = {"registry": registry.run, "commands": commands.run, "sweeper": self._sweep}
        checks = {"registry": registry.ready, "commands": commands.ready}
        return roles, {**self._database(), **checks}

    def relay(self) -> Roles:
        """Return the relay."""
        relay = Relay(self._container.engine(), self._container.broker(), SERVICE)
        return {"relay": relay.run}, {**self._database(), "relay": relay.ready}

    def run(self) -> Roles:
        """Return every role."""
        groups = (self.serve(), self.consume(), self.relay())
        roles = {name: role for group, _ in groups for name, role in group.items()}
        return roles, {name: check for _, group in groups for name, check in group.items()}

    def application(self) -> Starlette:
        """Return the HTTP face."""
        container = self._container
        return create_application(
            TokenEndpoint(container.issue_token()),
            KeySetEndpoint(container.get_key_set()),
            MetadataEndpoint(self._settings.issuer),
            TraefikEndpoint(container.find_front_doors()),
            unavailable=(SQLAlchemyError,),
        )

    def _http(self, stop: Event) -> None:
        serve(self.application(), self._settings.host, self._settings.http_port, stop)

    def _grpc(self) -> GrpcServer:
        admin = (
            registry_pb2_grpc.add_PlatformAdminServiceServicer_to_server,
            self._container.admin_servicer(),
            registry_pb2.DESCRIPTOR.services_by_name["PlatformAdminService"],
        )
        return GrpcServer(
            self._settings.grpc_port,
            self._container.verifier(),
            [admin, operations_registration(self._container.engine())],
            host=self._settings.host,
        )

    def _keeper(self) -> IdentityKeeper:
        path = self._settings.clients_file
        return IdentityKeeper(
            self._container.prepare_signing_key(),
            self._container.seed_clients(),
            read_clients_file(path) if path else [],
            self._settings.key_check_seconds,
        )

    def _registry(self) -> Subscription:
        work = partial(registry_work, clock=self._container.clock())
        return Subscription("platform.registry", ("platform.heartbeats.v1",), work)

    def _consumer(self, subscription: Subscription) -> Consumer:
        return Consumer(subscription, self._container.engine(), self._container.broker(), SERVICE)

    def _sweep(self, stop: Event) -> None:
        expiry = partial(
            lease_expiry, clock=self._container.clock(), hearing=self._container.hearing()
        )
        sweep_leases(self._container.engine(), expiry, self._settings.sweep_seconds, stop)

    def _database(self) -> Mapping[str, Check]:
        return {"database": partial(_answers, self._container.engine())}


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


Group = Callable[[PlatformRoles], Roles]
GROUPS: Mapping[str, Group] = {
    "run": PlatformRoles.run,
    "serve": PlatformRoles.serve,
    "consume": PlatformRoles.consume,
    "relay": PlatformRoles.relay,
}
