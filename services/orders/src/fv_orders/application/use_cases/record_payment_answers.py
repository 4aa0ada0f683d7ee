"""Record what the provider answered."""

from collections.abc import Sequence

from fv_orders.application.ports.clock import Clock
from fv_orders.application.ports.fulfilment import Cause, Fulfilment
from fv_orders.application.ports.payments import Outcome, ProviderAnswer
from fv_orders.application.ports.unit import Unit
from fv_orders.domain.inputs import PaymentAnswered


class RecordPaymentAnswersHandler:
    """Applies a batch of answers in one unit of work.

    - The orders are locked first, all at once.
    - A definitive answer is an input of the order's process.
    - An unknown end is no answer: the same attempt is tried again later.
    """

    def __init__(self, unit: Unit, fulfilment: Fulfilment, clock: Clock) -> None:
        self._unit = unit
        self._fulfilment = fulfilment
        self._clock = clock

    def handle(self, answers: Sequence[ProviderAnswer]) -> None:
        """Record the answers."""
        settled = [answer for answer in answers if answer.outcome is not Outcome.UNKNOWN]
        if settled:
            self._unit.orders.lock({answer.task.order_id for answer in settled})
        for answer in settled:
            self._apply(answer)
        self._unit.payments.put_off(
            [answer.task for answer in answers if answer.outcome is Outcome.UNKNOWN]
        )

    def _apply(self, answer: ProviderAnswer) -> None:
        order = self._unit.orders.get(answer.task.order_id)
        if order is None:
            return
        refusal = answer.detail or "refused" if answer.outcome is Outcome.REFUSED else ""
        given = PaymentAnswered(answer.task.work, answer.task.attempt, refusal)
        cause = Cause(
            name=f"{given.work}_{'refused' if refusal else 'done'}",
            occurred_at=self._clock.now(),
            correlation_id=order.correlation_id,
            traceparent=order.traceparent,
        )
        self._fulfilment.advance(order, given, cause)
