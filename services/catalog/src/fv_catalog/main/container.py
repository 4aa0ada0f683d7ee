"""Who depends on whom: the one place where catalog's parts are put together."""

from dependency_injector import containers, providers

from fv_catalog.application.queries.get_product import GetProduct
from fv_catalog.application.queries.list_products import ListProducts
from fv_catalog.inbound.grpc.servicer import CatalogAdminServicer
from fv_catalog.outbound.clock import SystemClock
from fv_catalog.outbound.postgres.product_reader import PostgresProductReader
from fv_chassis.broker import BrokerSettings
from fv_chassis.postgres import create_engine
from fv_chassis.tokens import TokenVerifier

from .command_work import CommandWork
from .settings import CatalogSettings


class Container(containers.DeclarativeContainer):
    """Production's parts; a test overrides whichever it wants to."""

    settings: providers.Dependency[CatalogSettings] = providers.Dependency()

    clock = providers.Singleton(SystemClock)
    engine = providers.Singleton(
        create_engine, settings.provided.database_url, application="catalog"
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

    reader = providers.Singleton(PostgresProductReader, engine)
    admin_servicer = providers.Singleton(
        CatalogAdminServicer,
        providers.Factory(GetProduct, reader),
        providers.Factory(ListProducts, reader),
    )

    # A unit of work: called with the connection and the outbox of one open transaction.
    command_work = providers.Factory(CommandWork, clock=clock)
