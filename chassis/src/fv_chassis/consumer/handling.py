"""What happens to a batch: handled, tried again, or taken apart to find the message at fault."""

import random
import time
from collections.abc import Callable, Sequence
from threading import Event

from fv_chassis.consumer.budget import DeadLetterBudget
from fv_chassis.consumer.metrics import BATCH_MESSAGES, BATCH_SECONDS, MESSAGES, RETRIES
from fv_chassis.consumer.transaction import Transactions
from fv_chassis.deliveries import Delivery
from fv_chassis.messages import InvalidMessage, Retryable
from fv_chassis.postgres.failures import is_retryable
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0

Wait = Callable[[float, Event], None]


class Stopped(Exception):
    """The process is to end while something is away; the batch comes again."""


class BatchHandler:
    """Handles batches; `wait` lets time pass while a batch is held."""

    def __init__(self, transactions: Transactions, budget: DeadLetterBudget, stop: Event) -> None:
        self._transactions = transactions
        self._budget = budget
        self._stop = stop
        self._name = transactions.subscription.name

    def handle(self, deliveries: Sequence[Delivery], wait: Wait) -> None:
        """Return when every delivery is handled or has its dead letter.

        Raises BudgetExceeded when too many had to be passed over, Stopped.
        """
        if all(delivery.message is not None for delivery in deliveries):
            try:
                self._run(deliveries, wait)
            except Stopped:
                raise
            except Exception as error:  # noqa: BLE001 - whose fault it is shows one by one
                _log.warning("a batch is taken apart", consumer=self._name, detail=repr(error))
            else:
                return
        for delivery in deliveries:
            self._handle_alone(delivery, wait)

    def _handle_alone(self, delivery: Delivery, wait: Wait) -> None:
        if delivery.message is None:
            self._pass_over(delivery, "invalid_message", delivery.error, wait)
            return None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._run([delivery], wait)
            except Stopped:
                raise
            except InvalidMessage as error:
                return self._pass_over(delivery, "invalid_message", error.detail, wait)
            except Exception as error:  # noqa: BLE001 - a handler's failure must not end the rest
                _log.exception("a message failed", consumer=self._name, attempt=attempt)
                if attempt == ATTEMPTS:
                    detail = f"{type(error).__name__}: {error}"
                    return self._pass_over(delivery, "unexpected", detail, wait)
        return None

    def _run(self, deliveries: Sequence[Delivery], wait: Wait) -> None:
        began = time.perf_counter()
        fresh = self._persist(lambda: self._transactions.run(deliveries), wait)
        BATCH_SECONDS.labels(self._name).observe(time.perf_counter() - began)
        BATCH_MESSAGES.labels(self._name).observe(len(deliveries))
        MESSAGES.labels(self._name, "handled").inc(fresh)
        MESSAGES.labels(self._name, "duplicate").inc(len(deliveries) - fresh)
        self._budget.passed(len(deliveries))

    def _pass_over(self, delivery: Delivery, reason: str, detail: str, wait: Wait) -> None:
        self._budget.failed(detail)
        self._persist(lambda: self._transactions.pass_over(delivery, reason, detail), wait)
        MESSAGES.labels(self._name, "dead_letter").inc()
        topic, partition = delivery.place
        _log.error(
            "a message was passed over",
            consumer=self._name,
            topic=topic,
            partition=partition,
            offset=delivery.position.offset,
            reason=reason,
            detail=detail,
        )

    def _persist(self, work: Callable[[], int], wait: Wait) -> int:
        """Do the work, again and again while it fails for what passes by itself."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return work()
            except Exception as error:
                if not (isinstance(error, Retryable) or is_retryable(error)):
                    raise
                RETRIES.labels(self._name).inc()
                _log.warning("a batch waits", consumer=self._name, detail=str(error)[:500])
            # Jitter keeps two that met from meeting again.
            wait(pause * random.uniform(0.5, 1.0), self._stop)  # noqa: S311
            if self._stop.is_set():
                raise Stopped
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
