"""The payment worker when a call ends as nobody foresaw."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from threading import Event
from typing import Any
from uuid import uuid4

from fv_orders.application.ports.payments import Outcome, PaymentTask, ProviderAnswer
from fv_orders.domain.states import PaymentWork
from fv_orders.inbound.work.worker import PaymentWorker

TASK = PaymentTask(uuid4(), 1, PaymentWork.AUTHORISE, Decimal("1.00"), "GBP", "tok", 1, "")


class BrokenProvider:
    def call(self, task: PaymentTask) -> ProviderAnswer:
        raise ValueError("an illegal header")


class OneTask:
    """A queue with one task, and the unit of work that holds it."""

    def __init__(self, stop: Event) -> None:
        self.payments = self
        self.left = [TASK]
        self.recorded: list[ProviderAnswer] = []
        self._stop = stop

    def claim(self, limit: int) -> Sequence[PaymentTask]:
        taken, self.left = self.left[:limit], self.left[limit:]
        return taken

    def handle(self, answers: Sequence[ProviderAnswer]) -> None:
        self.recorded += answers
        self._stop.set()

    @contextmanager
    def open(self) -> Iterator[Any]:
        yield self


def test_a_call_that_breaks_is_answered_as_unknown_and_holds_no_place() -> None:
    stop = Event()
    store = OneTask(stop)
    recorder: Any = lambda unit: unit  # noqa: E731 - the recorder of a unit is the unit itself here
    PaymentWorker(BrokenProvider(), store.open, recorder, 1).run(stop)
    assert store.recorded == [ProviderAnswer(TASK, Outcome.UNKNOWN, "ValueError")]
