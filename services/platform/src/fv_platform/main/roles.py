"""The roles of the platform service."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from threading import Event

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from firstviscount.platform.v1 import registry_pb2, registry_pb2_grpc
from fv_chassis.consumer import Consumer, Subscription
from fv_chassis.grpc import GrpcServer
from fv_chassis.operations import operations_registration
from fv_chassis.ops.server import Check
from fv_chassis.process import Role
from fv_chassis.relay import Relay
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
        return roles, {
            **self._database(),
            "identity": keeper.ready,
            "jwks": self._container.verifier().ready,
        }

    def consume(self) -> Roles:
        """Return the consumers and the sweeper."""
        heartbeats = Subscription(
            "platform.registry",
            ("platform.heartbeats.v1",),
            partial(registry_work, clock=self._container.clock()),
        )
        commands = Subscription(
            "platform.commands",
            ("platform.commands.v1",),
            lambda _connection, _outbox: NoCommands(),
            commands=True,
        )
        consumers = [self._consumer(one, (heartbeats, commands)) for one in (heartbeats, commands)]
        roles: dict[str, Role] = {"sweeper": self._sweep}
        checks = dict(self._database())
        for name, consumer in zip(("registry", "commands"), consumers, strict=True):
            roles[name] = consumer.run
            checks[name] = consumer.ready
        return roles, checks

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

    def _consumer(self, subscription: Subscription, siblings: Iterable[Subscription]) -> Consumer:
        engine, broker = self._container.engine(), self._container.broker()
        return Consumer(subscription, engine, broker, SERVICE, siblings=siblings)

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
