"""The payment worker: claims calls, makes them with no transaction open, records the answers."""

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Event

from fv_chassis.failpoints import failpoint
from fv_chassis.messages import Retryable
from fv_chassis.telemetry import get_logger, span
from fv_orders.application.ports.payments import (
    Outcome,
    PaymentProvider,
    PaymentTask,
    ProviderAnswer,
)
from fv_orders.application.ports.unit import Unit
from fv_orders.application.use_cases.record_payment_answers import RecordPaymentAnswersHandler
from fv_orders.inbound.work.metrics import ANSWERS, CALL_SECONDS, IN_FLIGHT

OpenUnit = Callable[[], AbstractContextManager[Unit]]
_POLL = 0.5
_GATHER = 0.015
_BACK_OFF = 1.0
_log = get_logger(__name__)


class PaymentWorker:
    """Keeps at most `concurrency` calls in flight.

    Answers are gathered for a few milliseconds and recorded together. When the database is away,
    they are kept and recorded later; should this process die meanwhile, the same calls are made
    again under the same keys when their lease is over.
    """

    def __init__(
        self,
        provider: PaymentProvider,
        open_unit: OpenUnit,
        recorder: Callable[[Unit], RecordPaymentAnswersHandler],
        concurrency: int,
    ) -> None:
        self._provider = provider
        self._open_unit = open_unit
        self._recorder = recorder
        self._concurrency = concurrency
        self._arrivals: queue.SimpleQueue[ProviderAnswer | None] = queue.SimpleQueue()
        self._answers: list[ProviderAnswer] = []
        self._in_flight = 0
        self._next_claim = 0.0

    def wake(self) -> None:
        """Say that there may be work; callable from any thread."""
        self._arrivals.put(None)

    def run(self, stop: Event) -> None:
        """Work until the event is set, and then until every call is answered and recorded."""
        with ThreadPoolExecutor(self._concurrency, thread_name_prefix="payments") as pool:
            while not stop.is_set() or self._in_flight or self._answers:
                try:
                    if not stop.is_set():
                        self._claim(pool)
                    self._gather(stop)
                    self._record()
                except Retryable as error:
                    _log.warning("the database is away", error=str(error))
                    if stop.wait(_BACK_OFF) and not self._in_flight:
                        return

    def _claim(self, pool: ThreadPoolExecutor) -> None:
        room = self._concurrency - self._in_flight
        if not room or time.monotonic() < self._next_claim:
            return
        with self._open_unit() as unit:
            tasks = unit.payments.claim(room)
        if len(tasks) < room:
            self._next_claim = time.monotonic() + _POLL
        for task in tasks:
            self._in_flight += 1
            pool.submit(self._call, task)
        IN_FLIGHT.set(self._in_flight)

    def _call(self, task: PaymentTask) -> None:
        started = time.monotonic()
        with span(f"payments {task.work}", traceparent=task.traceparent or None):
            failpoint("worker.before_call")
            answer = self._answer(task)
            failpoint("worker.after_call")
        CALL_SECONDS.labels(task.work).observe(time.monotonic() - started)
        ANSWERS.labels(task.work, answer.outcome.value).inc()
        self._arrivals.put(answer)

    def _answer(self, task: PaymentTask) -> ProviderAnswer:
        try:
            return self._provider.call(task)
        except Exception as error:  # noqa: BLE001 - the thread's outermost frame: see below
            # A call that ended nobody knows how is asked again under the same key; lost here, it
            # would hold its place among the calls in flight for ever.
            _log.exception("a call to the provider failed", key=task.payment_key)
            return ProviderAnswer(task, Outcome.UNKNOWN, type(error).__name__)

    def _gather(self, stop: Event) -> None:
        """Wait for an arrival, and a little longer for those that come close behind it."""
        wait = max(0.0, min(self._next_claim - time.monotonic(), _POLL))
        if self._in_flight == self._concurrency or (stop.is_set() and self._in_flight):
            wait = _POLL
        end = time.monotonic() + wait
        gathering = False
        while (left := end - time.monotonic()) >= 0:
            try:
                arrival = self._arrivals.get(timeout=left) if left else self._arrivals.get_nowait()
            except queue.Empty:
                return
            self._note(arrival)
            if not gathering:
                gathering, end = True, time.monotonic() + _GATHER
            if arrival is not None and not self._in_flight:
                return

    def _note(self, arrival: ProviderAnswer | None) -> None:
        if arrival is None:
            self._next_claim = 0.0
        else:
            self._in_flight -= 1
            self._answers.append(arrival)

    def _record(self) -> None:
        if not self._answers:
            return
        _record(self._open_unit, self._recorder, self._answers)
        self._answers = []
        IN_FLIGHT.set(self._in_flight)
        failpoint("worker.after_record")


def _record(
    open_unit: OpenUnit,
    recorder: Callable[[Unit], RecordPaymentAnswersHandler],
    answers: Sequence[ProviderAnswer],
) -> None:
    links = [answer.task.traceparent for answer in answers]
    with span("payments record", links=links), open_unit() as unit:
        recorder(unit).handle(answers)
