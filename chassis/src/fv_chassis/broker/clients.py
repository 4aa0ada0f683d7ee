"""How clients of the broker are set up."""

from collections.abc import Callable
from typing import Any

from confluent_kafka import KafkaError

from fv_chassis.broker.settings import BrokerSettings

Configuration = dict[str, Any]


class BrokerLost(Exception):
    """The connection to the broker broke: its log may be another one when it is back."""


def consumer_config(settings: BrokerSettings, group: str, lost: "LossFlag") -> Configuration:
    """Return the configuration of a consumer whose positions are kept elsewhere."""
    return {
        **_common(settings, lost),
        "group.id": group,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "session.timeout.ms": settings.session_timeout_ms,
        "heartbeat.interval.ms": settings.session_timeout_ms // 3,
        "fetch.wait.max.ms": 100,
        "fetch.error.backoff.ms": 50,
        "queued.min.messages": 2_000,
        "queued.max.messages.kbytes": 16_384,
    }


def producer_config(
    settings: BrokerSettings, lost: "LossFlag", *, idempotent: bool
) -> Configuration:
    """Return the configuration of a producer that waits for every acknowledgement."""
    return {
        **_common(settings, lost),
        "enable.idempotence": idempotent,
        "acks": "all",
        "linger.ms": 5,
        "delivery.timeout.ms": 10_000,
        "request.timeout.ms": 5_000,
        "queue.buffering.max.messages": 100_000,
    }


class LossFlag:
    """Raised by a client's error callback once no broker can be reached."""

    def __init__(self) -> None:
        self._lost = False

    def __call__(self, error: KafkaError) -> None:
        """Take an error from the client; a broken connection counts, other errors do not."""
        if error.code() in (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT) or error.fatal():
            self._lost = True

    def __bool__(self) -> bool:
        return self._lost

    def check(self) -> None:
        """Raise BrokerLost when the connection broke since this flag was made."""
        if self._lost:
            raise BrokerLost


def _common(settings: BrokerSettings, lost: Callable[[KafkaError], None]) -> Configuration:
    return {
        "bootstrap.servers": settings.bootstrap_servers,
        "error_cb": lost,
        "log_level": 0,
        "allow.auto.create.topics": False,
        "topic.metadata.refresh.interval.ms": 5_000,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 1_000,
        "socket.keepalive.enable": True,
        "socket.nagle.disable": True,
    }
