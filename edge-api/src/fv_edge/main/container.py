"""Who gets what."""

from dataclasses import dataclass

from confluent_kafka import Producer
from starlette.types import ASGIApp

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
    producer = KafkaCommandProducer(Producer(producer_settings(settings)))
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


def producer_settings(settings: EdgeSettings) -> dict[str, str | int | bool]:
    """Return the commands' producer: acks from all, a little lingering, and no idempotence, because a surviving
    idempotent producer loses messages to a broker that came back without its memory."""
    return {
        "bootstrap.servers": settings.kafka_bootstrap_servers,
        "client.id": "edge-commands",
        "acks": "all",
        "enable.idempotence": False,
        "linger.ms": 2,
        "message.timeout.ms": 4_000,
        "reconnect.backoff.ms": 100,
        "reconnect.backoff.max.ms": 1_000,
        "log_level": 2,
    }


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
