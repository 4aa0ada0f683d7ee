"""How the parts of the process fit together; the only place that knows dependency-injector."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dependency_injector import containers, providers
from sqlalchemy import Engine

from firstviscount.orders.v1 import admin_pb2, admin_pb2_grpc
from fv_chassis.broker import BrokerSettings
from fv_chassis.consumer import Consumer, Subscription
from fv_chassis.deadlines import DeadlinePoller
from fv_chassis.grpc import GrpcServer, Registration
from fv_chassis.operations import operations_registration
from fv_chassis.postgres import create_engine
from fv_chassis.relay import Relay
from fv_chassis.tokens import TokenVerifier
from fv_orders.inbound.grpc.servicer import OrdersAdminServicer
from fv_orders.inbound.work.worker import PaymentWorker
from fv_orders.main.settings import SERVICE, OrdersSettings
from fv_orders.main.works import Works
from fv_orders.outbound.broker.order_message import order_message
from fv_orders.outbound.payments.http_provider import HttpPaymentProvider
from fv_orders.outbound.postgres.deadlines import NAME
from fv_orders.outbound.postgres.notifications import PaymentNotifications
from fv_orders.outbound.postgres.queries import PostgresOrderQueries
from fv_orders.outbound.postgres.unit import PostgresStore
from fv_orders.outbound.system.clock import SystemClock


def _consumers(engine: Engine, broker: BrokerSettings, works: Works) -> Mapping[str, Consumer]:
    subscriptions = (
        Subscription("orders.commands", ("orders.commands.v1",), works.commands, commands=True),
        Subscription("orders.catalog", ("catalog.product.v1",), works.catalog),
        Subscription("orders.fulfilment", ("inventory.reservation.v1",), works.fulfilment),
    )
    return {
        one.name: Consumer(one, engine, broker, SERVICE, siblings=subscriptions)
        for one in subscriptions
    }


def _registration(queries: PostgresOrderQueries) -> Registration:
    return (
        admin_pb2_grpc.add_OrdersAdminServiceServicer_to_server,
        OrdersAdminServicer(queries, order_message),
        admin_pb2.DESCRIPTOR.services_by_name["OrdersAdminService"],
    )


def _keys_in(state_dir: Path) -> Path:
    return state_dir / SERVICE


class OrdersContainer(containers.DeclarativeContainer):
    """The parts of one process, each made when it is first asked for."""

    settings: Any = providers.Dependency(instance_of=OrdersSettings)
    engine = providers.Singleton(
        create_engine, settings.provided.database_url, application=SERVICE, pool_size=8
    )
    broker = providers.Singleton(
        BrokerSettings,
        settings.provided.kafka_bootstrap_servers,
        assignment=settings.provided.kafka_assignment,
    )
    clock = providers.Singleton(SystemClock)
    works = providers.Singleton(Works, clock, settings.provided.patience)
    consumers = providers.Singleton(_consumers, engine, broker, works)
    deadlines = providers.Singleton(DeadlinePoller, NAME, engine, SERVICE, works.provided.deadlines)
    relay = providers.Singleton(Relay, engine, broker, SERVICE)
    store = providers.Singleton(
        PostgresStore, engine, clock, SERVICE, settings.provided.payment_lease
    )
    provider = providers.Singleton(
        HttpPaymentProvider,
        settings.provided.payments_url,
        settings.provided.payment_concurrency,
        settings.provided.payment_timeout_seconds,
    )
    worker = providers.Singleton(
        PaymentWorker,
        provider,
        store.provided.unit,
        works.provided.recorder,
        settings.provided.payment_concurrency,
    )
    notifications = providers.Singleton(
        PaymentNotifications, settings.provided.database_url, worker.provided.wake
    )
    verifier = providers.Singleton(
        TokenVerifier,
        settings.provided.jwks_url,
        settings.provided.issuer,
        settings.provided.audience,
        providers.Factory(_keys_in, settings.provided.state_dir),
    )
    queries = providers.Singleton(PostgresOrderQueries, engine)
    server = providers.Singleton(
        GrpcServer,
        settings.provided.grpc_port,
        verifier,
        providers.List(
            providers.Factory(_registration, queries),
            providers.Factory(operations_registration, engine),
        ),
        settings.provided.host,
    )
