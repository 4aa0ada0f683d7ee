"""From one producer to the next: verify the log, then scan, send, mark, until something fails."""

import time
from contextlib import ExitStack, closing
from threading import Event

from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.broker.topics import ensure_topics
from fv_chassis.failpoints import failpoint
from fv_chassis.relay import metrics
from fv_chassis.relay.bell import Bell
from fv_chassis.relay.failures import LogReplaced
from fv_chassis.relay.floor import Floor
from fv_chassis.relay.housekeeping import Housekeeping
from fv_chassis.relay.sender import Sender
from fv_chassis.relay.store import LastRecord, OutboxStore
from fv_chassis.relay.verification import Verifier
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)
BATCH = 500
VERIFY_SECONDS = 2.0
# NOTIFY wakes the relay; this scan finds what nobody told of.
SCAN_SECONDS = 5.0
_FULL_ENOUGH = 100
_GATHER_SECONDS = 0.005
_BUSY_SECONDS = 0.05


class Sending:
    """Lives as long as one producer does. `began` tells whether the broker was there at all."""

    def __init__(
        self, broker: BrokerSettings, service: str, store: OutboxStore, bell: Bell
    ) -> None:
        self._broker = broker
        self._service = service
        self._store = store
        self._bell = bell
        self._scan_at = self._verify_at = time.monotonic()
        self.began = False

    def run(self, housekeeping: Housekeeping, stop: Event) -> None:
        """Send until the event is set; raises what makes the relay begin anew."""
        ensure_topics(self._broker, self._service)
        with ExitStack() as clients:
            verifier = clients.enter_context(closing(Verifier(self._broker)))
            known = self._still_there(verifier, self._store.last_records())
            sender = clients.enter_context(closing(Sender(self._broker, known)))
            floor = clients.enter_context(closing(Floor(self._broker, self._store)))
            self.began = True
            while not stop.is_set():
                if self._send(sender, floor) < _FULL_ENOUGH:
                    self._rest()
                sender.check()
                self._verify_when_due(verifier, sender)
                floor.raise_when_due(sender.last_records())
                housekeeping.run_when_due()

    def _still_there(self, verifier: Verifier, last: list[LastRecord]) -> list[LastRecord]:
        """Return the records that the log still holds; the rows of the others become unsent."""
        gone = verifier.replaced(last)
        if gone:
            rows = self._store.requeue(gone)
            metrics.REPUBLISHED.labels(self._service).inc(rows)
            places = [f"{record.topic}/{record.partition}" for record in gone]
            _log.warning("the broker lost its log", places=places, rows_sent_again=rows)
        self._verify_at = time.monotonic() + VERIFY_SECONDS
        return [record for record in last if record not in gone]

    def _verify_when_due(self, verifier: Verifier, sender: Sender) -> None:
        if time.monotonic() >= self._verify_at:
            gone = verifier.replaced(sender.last_records())
            if gone:
                raise LogReplaced(f"{gone[0].topic}/{gone[0].partition} holds another log")
            self._verify_at = time.monotonic() + VERIFY_SECONDS

    def _send(self, sender: Sender, floor: Floor) -> int:
        if time.monotonic() < self._scan_at:
            return 0
        self._scan_at = time.monotonic() + SCAN_SECONDS
        began = time.monotonic()
        rows = self._store.unsent(BATCH)
        if not rows:
            return 0
        failpoint("relay.before_send")
        acks = sender.send(rows)
        failpoint("relay.after_send")
        self._store.mark(acks)
        failpoint("relay.after_mark")
        floor.sent()
        self._measure(len(rows), time.monotonic() - began)
        if len(rows) >= _FULL_ENOUGH:
            self._scan_at = began
        return len(rows)

    def _rest(self) -> None:
        """Wait for rows; under load wait a little for more of them: fuller batches cost less."""
        began = time.monotonic()
        if self._bell.wait():
            self._scan_at = began
            if time.monotonic() - began < _BUSY_SECONDS:
                time.sleep(_GATHER_SECONDS)

    def _measure(self, messages: int, seconds: float) -> None:
        metrics.MESSAGES.labels(self._service).inc(messages)
        metrics.BATCH_MESSAGES.labels(self._service).observe(messages)
        metrics.BATCH_SECONDS.labels(self._service).observe(seconds)
