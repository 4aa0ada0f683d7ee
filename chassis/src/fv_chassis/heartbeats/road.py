"""The way to the heartbeats' topic."""

from typing import Any

from confluent_kafka import KafkaError, KafkaException, Producer

from fv_chassis.broker import BrokerSettings, ensure_topics, producer_config
from fv_chassis.broker.clients import LossFlag
from fv_chassis.messages import Retryable
from fv_chassis.settings import ServiceSettings
from fv_chassis.telemetry import get_logger
from fv_chassis.telemetry.metrics import HEARTBEATS_SENT

TOPIC = "platform.heartbeats.v1"
Headers = list[tuple[str, str | bytes | None]]
_FAREWELL_SECONDS = 2.0
_log = get_logger(__name__)


class Road:
    """A producer that is made anew, topics first, when the broker was lost: it may be back
    empty."""

    def __init__(self, settings: ServiceSettings, service: str) -> None:
        self._broker = BrokerSettings(settings.kafka_bootstrap_servers)
        self._service = service
        # An old heartbeat is worth nothing: it is dropped when the broker stays away.
        self._patience_ms = max(1_000, int(settings.heartbeat_seconds * 1_000))
        self._producer: Producer | None = None
        self._lost = LossFlag()

    def send(self, key: str, value: bytes, headers: Headers) -> None:
        """Hand a heartbeat to the broker if it is there; takes up to 5 s when it is not."""
        try:
            producer = self._connected()
            producer.produce(TOPIC, value, key, headers=headers, on_delivery=self._count)
            producer.poll(0)
        except (BufferError, KafkaException, Retryable) as error:
            self._producer = None
            _log.warning("a heartbeat was not sent", error=str(error))

    @property
    def open(self) -> bool:
        """Whether the last heartbeat could be handed over."""
        return self._producer is not None and not self._lost

    def close(self) -> None:
        """Wait a moment for what was handed over."""
        if self._producer is not None:
            self._producer.flush(_FAREWELL_SECONDS)

    def _connected(self) -> Producer:
        if self._producer is not None:
            self._producer.poll(0)
        if self._producer is None or self._lost:
            ensure_topics(self._broker, self._service)
            self._lost = LossFlag()
            self._producer = Producer(self._configuration())
        return self._producer

    def _count(self, error: KafkaError | None, _message: object) -> None:
        HEARTBEATS_SENT.labels("failed" if error else "delivered").inc()

    def _configuration(self) -> dict[str, Any]:
        return {
            **producer_config(self._broker, self._lost, idempotent=False),
            "client.id": f"{self._service}.heartbeats",
            "delivery.timeout.ms": self._patience_ms,
            "request.timeout.ms": 1_000,
        }
