"""Who depends on whom: the one place where the platform's parts are put together."""

from datetime import timedelta

from dependency_injector import containers, providers
from sqlalchemy import Connection

from fv_chassis.broker import BrokerSettings
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres import create_engine
from fv_chassis.tokens import TokenVerifier
from fv_platform.application.ports.clock import Clock
from fv_platform.application.queries.identity.get_key_set import GetKeySet
from fv_platform.application.queries.registry.find_front_doors import FindFrontDoors
from fv_platform.application.queries.registry.list_instances import ListInstances
from fv_platform.application.use_cases.identity.issue_token import (
    Issuer,
    IssueTokenHandler,
    KeyRing,
)
from fv_platform.application.use_cases.identity.prepare_signing_key import PrepareSigningKey
from fv_platform.application.use_cases.identity.seed_clients import SeedClients
from fv_platform.application.use_cases.registry.expire_leases import ExpireLeases
from fv_platform.application.use_cases.registry.record_heartbeats import RecordHeartbeats
from fv_platform.domain.registry.hearing import Hearing
from fv_platform.inbound.events.heartbeats import RegistryWork
from fv_platform.inbound.grpc.registry import PlatformAdminServicer
from fv_platform.main.settings import PlatformSettings
from fv_platform.outbound.broker.messages import instance_message
from fv_platform.outbound.broker.registry_events import OutboxRegistryEvents
from fv_platform.outbound.crypto.argon2_hasher import Argon2SecretHasher
from fv_platform.outbound.crypto.rsa_keys import Rs256TokenSigner, RsaKeyMaker
from fv_platform.outbound.postgres.identity import (
    PostgresClientRepository,
    PostgresSigningKeyRepository,
)
from fv_platform.outbound.postgres.registry_instances import (
    PostgresInstanceDirectory,
    PostgresInstanceRepository,
)
from fv_platform.outbound.system import SystemClock, TimeOrderedIds


class Container(containers.DeclarativeContainer):
    """Production's parts; a test overrides whichever it wants to."""

    settings: providers.Dependency[PlatformSettings] = providers.Dependency()

    clock = providers.Singleton(SystemClock)
    ids = providers.Singleton(TimeOrderedIds)
    engine = providers.Singleton(
        create_engine, settings.provided.database_url, application="platform", pool_size=8
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

    clients = providers.Singleton(PostgresClientRepository, engine)
    signing_keys = providers.Singleton(PostgresSigningKeyRepository, engine)
    directory = providers.Singleton(PostgresInstanceDirectory, engine)
    hasher = providers.Singleton(Argon2SecretHasher)
    hearing = providers.Singleton(Hearing)

    issue_token = providers.Singleton(
        IssueTokenHandler,
        clients,
        hasher,
        providers.Factory(KeyRing, signing_keys, providers.Singleton(Rs256TokenSigner)),
        providers.Factory(Issuer, settings.provided.issuer, settings.provided.audience),
        clock,
        ids,
    )
    seed_clients = providers.Singleton(SeedClients, clients, hasher)
    prepare_signing_key = providers.Singleton(
        PrepareSigningKey,
        signing_keys,
        providers.Singleton(RsaKeyMaker, clock),
        clock,
        providers.Factory(timedelta, days=settings.provided.signing_key_days),
    )
    get_key_set = providers.Singleton(GetKeySet, signing_keys, clock)
    list_instances = providers.Singleton(ListInstances, directory)
    find_front_doors = providers.Singleton(FindFrontDoors, directory)
    admin_servicer = providers.Singleton(
        PlatformAdminServicer, list_instances, providers.Object(instance_message)
    )


def registry_work(connection: Connection, outbox: OutboxWriter, clock: Clock) -> RegistryWork:
    """Return the unit of work of one batch of heartbeats."""
    instances = PostgresInstanceRepository(connection)
    return RegistryWork(RecordHeartbeats(instances, OutboxRegistryEvents(outbox), clock))


def lease_expiry(
    connection: Connection, outbox: OutboxWriter, clock: Clock, hearing: Hearing
) -> ExpireLeases:
    """Return the use case of one sweep."""
    instances = PostgresInstanceRepository(connection)
    return ExpireLeases(instances, OutboxRegistryEvents(outbox), clock, hearing)
