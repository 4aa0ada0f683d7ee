"""The process: its roles, and when it is ready."""

from collections.abc import Callable, Mapping
from threading import Event

from fv_chassis.broker import AssignedReader, BrokerSettings
from fv_chassis.process import run_roles
from fv_edge.cache.invalidation import PRODUCT_TOPIC, RESERVATION_TOPIC, STOCK_TOPIC
from fv_edge.commands.command import REPLY_TOPIC
from fv_edge.main.container import build
from fv_edge.main.server import HttpServer
from fv_edge.main.settings import EdgeSettings
from fv_edge.progress.order_events import ORDER_TOPIC

EVENT_TOPICS = (PRODUCT_TOPIC, STOCK_TOPIC, RESERVATION_TOPIC, ORDER_TOPIC)

Role = Callable[[Event], None]


def run(settings: EdgeSettings) -> None:
    """Serve until SIGTERM; see `fv_chassis.process.run_roles`."""
    parts = build(settings)
    broker = BrokerSettings(settings.kafka_bootstrap_servers)
    # Two readers: a reply never waits behind events.
    replies = AssignedReader(
        broker, "edge", [REPLY_TOPIC], parts.replies.take, parts.replies.forget
    )
    events = AssignedReader(broker, "edge", EVENT_TOPICS, parts.events.take, parts.events.forget)
    server = HttpServer(parts.application, parts.edge, parts.queries, parts.handoff, settings)
    roles: Mapping[str, Role] = {
        "replies": replies.run,
        "events": events.run,
        "commands": parts.producer.run,
        "http": server.run,
    }
    checks = {
        "replies": replies.ready,
        "events": events.ready,
        "tokens": parts.verifier.ready,
        "http": server.ready,
    }
    endpoint = f"{settings.public_host}:{settings.http_port}"
    run_roles("edge", roles, settings, checks, endpoints={"http": endpoint})
