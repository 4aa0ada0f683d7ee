"""The roles of the inventory service: answer queries, consume, relay."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from firstviscount.inventory.v1 import admin_pb2, admin_pb2_grpc
from fv_chassis.consumer import Consumer, Subscription
from fv_chassis.deadlines import Deadline, DeadlinePoller
from fv_chassis.grpc import GrpcServer
from fv_chassis.operations import operations_registration
from fv_chassis.ops.server import Check
from fv_chassis.outbox import OutboxWriter
from fv_chassis.process import Role
from fv_chassis.relay import Relay
from fv_inventory.inbound.deadlines.reservation_due import NAME, due_reservations

from .container import Container
from .settings import InventorySettings

SERVICE: Final = "inventory"
Roles = tuple[Mapping[str, Role], Mapping[str, Check]]


class InventoryRoles:
    """Builds roles from a container, each group with the checks that say when it is ready."""

    def __init__(self, container: Container, settings: InventorySettings) -> None:
        self._container = container
        self._settings = settings

    def serve(self) -> Roles:
        """Return the queries over gRPC."""
        return {"grpc": self._grpc().run}, self._database()

    def consume(self) -> Roles:
        """Return the consumers and the poller of due reservations."""
        container = self._container
        orders = Subscription(
            "inventory.fulfilment", ("orders.order.v1",), container.fulfilment_work
        )
        asked = Subscription(
            "inventory.commands",
            ("inventory.commands.v1",),
            container.command_work,
            commands=True,
        )
        fulfilment = self._consumer(orders, asked)
        # Dead letters are replayed by command, also those of the other consumer.
        commands = self._consumer(asked, orders)
        expiries = DeadlinePoller(NAME, container.engine(), SERVICE, self._expire)
        roles = {
            "fulfilment": fulfilment.run,
            "commands": commands.run,
            "expiries": expiries.run,
        }
        checks = {"fulfilment": fulfilment.ready, "commands": commands.ready}
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

    def _grpc(self) -> GrpcServer:
        admin = (
            admin_pb2_grpc.add_InventoryAdminServiceServicer_to_server,
            self._container.admin_servicer(),
            admin_pb2.DESCRIPTOR.services_by_name["InventoryAdminService"],
        )
        return GrpcServer(
            self._settings.grpc_port,
            self._container.verifier(),
            [admin, operations_registration(self._container.engine())],
            host=self._settings.host,
        )

    def _consumer(self, subscription: Subscription, *siblings: Subscription) -> Consumer:
        container = self._container
        return Consumer(
            subscription, container.engine(), container.broker(), SERVICE, siblings=siblings
        )

    def _expire(
        self, connection: Connection, outbox: OutboxWriter, deadlines: Sequence[Deadline]
    ) -> None:
        self._container.expiry_work(connection, outbox).run(due_reservations(deadlines))

    def _database(self) -> Mapping[str, Check]:
        return {"database": partial(_answers, self._container.engine())}


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


GROUPS: Final[Mapping[str, Callable[[InventoryRoles], Roles]]] = {
    "run": InventoryRoles.run,
    "serve": InventoryRoles.serve,
    "consume": InventoryRoles.consume,
    "relay": InventoryRoles.relay,
}
