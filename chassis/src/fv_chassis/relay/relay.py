"""The relay: leads, verifies, sends what is unsent, marks it."""

import time
from threading import Event

import psycopg
from confluent_kafka import KafkaException
from sqlalchemy import Engine

from fv_chassis.broker.clients import BrokerLost
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.broker.topics import ensure_topics
from fv_chassis.failpoints import failpoint
from fv_chassis.messages import Retryable
from fv_chassis.relay.failures import LogReplaced, SendFailed
from fv_chassis.relay.floor import Floor
from fv_chassis.relay.housekeeping import Housekeeping
from fv_chassis.relay.leader import Bell, Session, leadership
from fv_chassis.relay.sender import Sender
from fv_chassis.relay.store import OutboxStore
from fv_chassis.relay.verification import replaced
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)
_BATCH = 500
_FULL_ENOUGH = 100
_GATHER_SECONDS = 0.005
_BUSY_SECONDS = 0.05
_PAUSE_SECONDS = 0.3


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
        while not stop.is_set():
            try:
                with leadership(self._url, self._service, stop) as session:
                    if session is not None:
                        self._alive.set()
                        self._lead(session, stop)
            except psycopg.Error as failure:
                _log.warning("the relay lost its session", detail=str(failure).strip())
                stop.wait(_PAUSE_SECONDS)
            finally:
                self._alive.clear()

    def _lead(self, session: Session, stop: Event) -> None:
        _log.info("the relay leads")
        bell, housekeeping = Bell(session), Housekeeping(session)
        store = OutboxStore(session)
        while not stop.is_set():
            try:
                self._relay(store, bell, housekeeping, stop)
            except (BrokerLost, SendFailed, LogReplaced, Retryable, KafkaException) as failure:
                reason = type(failure).__name__
                _log.warning("the relay begins anew", reason=reason, detail=str(failure))
                bell.wait(_PAUSE_SECONDS)

    def _relay(
        self, store: OutboxStore, bell: Bell, housekeeping: Housekeeping, stop: Event
    ) -> None:
        ensure_topics(self._broker, self._service)
        self._verify(store)
        sender, floor = Sender(self._broker), Floor(self._broker, store)
        try:
            while not stop.is_set():
                if self._send(store, sender, floor) < _FULL_ENOUGH:
                    _rest(bell)
                sender.check()
                floor.raise_when_due()
                housekeeping.run_when_due()
        finally:
            sender.close()
            floor.close()

    def _verify(self, store: OutboxStore) -> None:
        gone = replaced(self._broker, store.last_records())
        if gone:
            rows = store.requeue(gone)
            places = [f"{record.topic}/{record.partition}" for record in gone]
            _log.warning("the broker lost its log", places=places, rows_sent_again=rows)

    def _send(self, store: OutboxStore, sender: Sender, floor: Floor) -> int:
        rows = store.unsent(_BATCH)
        if rows:
            failpoint("relay.before_send")
            acks = sender.send(rows)
            failpoint("relay.after_send")
            store.mark(acks)
            failpoint("relay.after_mark")
            floor.sent()
        return len(rows)


def _rest(bell: Bell) -> None:
    """Wait for a row; under load wait a little for more of them: fuller batches cost less."""
    began = time.monotonic()
    bell.wait()
    if time.monotonic() - began < _BUSY_SECONDS:
        time.sleep(_GATHER_SECONDS)
