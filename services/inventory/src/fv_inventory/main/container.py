"""Who depends on whom: the one place where inventory's parts are put together."""

from dependency_injector import containers, providers

from fv_chassis.broker import BrokerSettings
from fv_chassis.postgres import create_engine
from fv_chassis.tokens import TokenVerifier
from fv_inventory.application.queries.compare_ledger import CompareLedger
from fv_inventory.application.queries.get_reservation import GetReservation
from fv_inventory.application.queries.get_stock import GetStock
from fv_inventory.application.queries.list_ledger import ListLedger
from fv_inventory.application.queries.list_locations import ListLocations
from fv_inventory.application.queries.list_reservations import ListReservations
from fv_inventory.application.queries.list_stock import ListStock
from fv_inventory.inbound.grpc.servicer import InventoryAdminServicer, Queries
from fv_inventory.outbound.clock import SystemClock
from fv_inventory.outbound.postgres.inventory_reader import PostgresInventoryReader

from .command_work import CommandWork
from .fulfilment_work import ExpiryWork, FulfilmentWork
from .settings import InventorySettings


class Container(containers.DeclarativeContainer):
    """Production's parts; a test overrides whichever it wants to."""

    settings: providers.Dependency[InventorySettings] = providers.Dependency()

    clock = providers.Singleton(SystemClock)
    engine = providers.Singleton(
        create_engine, settings.provided.database_url, application="inventory"
    )
    broker = providers.Singleton(
        BrokerSettings,
        bootstrap_servers=settings.provided.kafka_bootstrap_servers,
        assignment=settings.provided.kafka_assignment,
    )
    verifier = providers.Singleton(
        TokenVerifier,
        settings.provided.jwks_url,
        settings.provided.issuer,
        settings.provided.audience,
        settings.provided.state_dir,
    )

    reader = providers.Singleton(PostgresInventoryReader, engine)
    queries = providers.Singleton(
        Queries,
        get_stock=providers.Factory(GetStock, reader),
        list_stock=providers.Factory(ListStock, reader),
        list_ledger=providers.Factory(ListLedger, reader),
        get_reservation=providers.Factory(GetReservation, reader),
        list_reservations=providers.Factory(ListReservations, reader),
        list_locations=providers.Factory(ListLocations, reader),
        compare_ledger=providers.Factory(CompareLedger, reader),
    )
    admin_servicer = providers.Singleton(InventoryAdminServicer, queries)

    # Units of work: called with the connection and the outbox of one open transaction.
    command_work = providers.Factory(CommandWork, clock=clock)
    fulfilment_work = providers.Factory(
        FulfilmentWork, clock=clock, life=settings.provided.reservation_life
    )
    expiry_work = providers.Factory(ExpiryWork, clock=clock)
