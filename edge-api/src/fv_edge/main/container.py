"""Who gets what."""

from dataclasses import dataclass
from typing import Any

from confluent_kafka import Producer
from starlette.types import ASGIApp

from fv_chassis.broker import BrokerSettings, producer_config
from fv_chassis.broker.clients import LossFlag
from fv_chassis.tokens import TokenSource, TokenVerifier
from fv_edge.cache import ReadCache
from fv_edge.commands.gateway import CommandGateway
from fv_edge.commands.kafka_producer import KafkaCommandProducer
from fv_edge.commands.replies import ExpectedReplies
from fv_edge.edge import Edge
from fv_edge.main.application import create_application
from fv_edge.main.settings import EdgeSettings
from fv_edge.progress.subscriptions import OrderSubscriptions
from fv_edge.queries.grpc_queries import GrpcQueries
from fv_edge.queries.own_token import FetchedToken
from fv_edge.queries.services import Service
from fv_edge.readers.events import EventIntake
from fv_edge.readers.handoff import Handoff
from fv_edge.readers.replies import ReplyIntake


@dataclass(frozen=True, slots=True)
class Container:
    """The parts of one edge process."""

    application: ASGIApp
    edge: Edge
    queries: GrpcQueries
    producer: KafkaCommandProducer
    verifier: TokenVerifier
    handoff: Handoff
    replies: ReplyIntake
    events: EventIntake


def build(settings: EdgeSettings) -> Container:
    """Return the parts, wired; nothing is opened yet."""
    handoff, expected = Handoff(), ExpectedReplies()
    cache = ReadCache(settings.cache_seconds, settings.cache_entries)
    progress = OrderSubscriptions(settings.max_streams)
    producer = KafkaCommandProducer(Producer(_producer_config(settings)))
    queries = GrpcQueries(_targets(settings), settings.query_seconds)
    own_token = FetchedToken(
        TokenSource(
            settings.token_url, settings.client_id, settings.client_secret.get_secret_value()
        )
    )
    gateway = CommandGateway(producer, expected)
    edge = Edge(gateway, queries, own_token, cache, progress, settings.wait_seconds)
    verifier = TokenVerifier(
        settings.jwks_url, settings.issuer, settings.audience, settings.state_dir
    )
    return Container(
        _application(edge, verifier, settings),
        edge,
        queries,
        producer,
        verifier,
        handoff,
        ReplyIntake(expected, handoff),
        EventIntake(cache, progress, handoff),
    )


def _producer_config(settings: EdgeSettings) -> dict[str, Any]:
    """Return the commands' producer; a client hears of a broker that is away within the time it
    waits for replies."""
    broker = BrokerSettings(settings.kafka_bootstrap_servers)
    config = producer_config(broker, LossFlag(), idempotent=False)
    return {**config, "client.id": "edge-commands", "delivery.timeout.ms": 4_000}


def _application(edge: Edge, verifier: TokenVerifier, settings: EdgeSettings) -> ASGIApp:
    return create_application(
        edge,
        verifier,
        rate_per_client=settings.rate_per_client,
        rate_per_address=settings.rate_per_address,
        cors_origins=[origin.strip() for origin in settings.cors_origins.split(",") if origin],
        token_url=f"{settings.issuer.rstrip('/')}/oauth2/token",
    )


def _targets(settings: EdgeSettings) -> dict[Service, str]:
    return {
        Service.CATALOG: settings.catalog_grpc,
        Service.INVENTORY: settings.inventory_grpc,
        Service.ORDERS: settings.orders_grpc,
        Service.PLATFORM: settings.platform_grpc,
    }
