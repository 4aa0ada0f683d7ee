"""The relay's two circles: becoming the leader, and beginning anew after the broker failed."""

from random import uniform
from threading import Event

import psycopg
from confluent_kafka import KafkaException
from sqlalchemy import Engine

from fv_chassis.broker.clients import BrokerLost
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.messages import Retryable
from fv_chassis.relay import metrics
from fv_chassis.relay.bell import Bell
from fv_chassis.relay.failures import LogReplaced, SendFailed
from fv_chassis.relay.housekeeping import Housekeeping
from fv_chassis.relay.leader import Session, lead, session_of
from fv_chassis.relay.sending import Sending
from fv_chassis.relay.store import OutboxStore
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0


class Relay:
    """Sends a service's outbox, at least once and in the order of its ids.

    Run one in every process: they elect one leader. It survives the broker and the database being
    away, however long.
    """

    def __init__(self, engine: Engine, broker: BrokerSettings, service: str) -> None:
        self._url = engine.url
        self._broker = broker
        self._service = service
        self._alive = Event()

    def ready(self) -> bool:
        """Whether the database answers: this relay leads, or stands by for the one that does."""
        return self._alive.is_set()

    def run(self, stop: Event) -> None:
        """Lead, or wait to lead, until the event is set."""
        pause = _FIRST_PAUSE_SECONDS
        while not stop.is_set():
            try:
                self._hold_session(stop)
            except psycopg.Error as failure:
                pause = _FIRST_PAUSE_SECONDS if self._alive.is_set() else _longer(pause)
                _log.warning("the relay lost its session", detail=str(failure).strip())
                stop.wait(uniform(pause / 2, pause))  # noqa: S311 - it only spreads the load
            finally:
                self._alive.clear()

    def _hold_session(self, stop: Event) -> None:
        with session_of(self._url, self._service) as session:
            self._alive.set()
            if lead(session, self._service, stop):
                _log.info("the relay leads")
                metrics.LEADS.labels(self._service).set(1)
                try:
                    self._lead(session, stop)
                finally:
                    metrics.LEADS.labels(self._service).set(0)

    def _lead(self, session: Session, stop: Event) -> None:
        store, housekeeping, pause = OutboxStore(session), Housekeeping(session), 0.0
        bell = Bell(session)
        while not stop.is_set():
            sending = Sending(self._broker, self._service, store, bell)
            try:
                with bell.pulse():
                    sending.run(housekeeping, stop)
            except (BrokerLost, SendFailed, LogReplaced, Retryable, KafkaException) as failure:
                reason = type(failure).__name__
                metrics.RESTARTS.labels(self._service, reason).inc()
                _log.warning("the relay begins anew", reason=reason, detail=str(failure))
                pause = _FIRST_PAUSE_SECONDS if sending.began else _longer(pause)
                bell.rest(pause, stop)


def _longer(pause: float) -> float:
    return min(max(2 * pause, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
