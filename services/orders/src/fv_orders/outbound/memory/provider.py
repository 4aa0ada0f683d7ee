"""A provider in memory with the sandbox's rules about money, and faults on request."""

from collections.abc import Callable
from decimal import Decimal

from fv_orders.application.ports.payments import Outcome, PaymentTask, ProviderAnswer
from fv_orders.domain.states import PaymentWork

Answering = Callable[[PaymentTask], bool]


class InMemoryPaymentProvider:
    """Keeps one state a payment key; `answers` decides whether a call that was done is answered."""

    def __init__(self, answers: Answering = lambda _: True) -> None:
        self.states: dict[str, str] = {}
        self.answers = answers

    def call(self, task: PaymentTask) -> ProviderAnswer:
        """Do it and answer, or do it and keep silent."""
        refusal = self._do(task)
        if not self.answers(task):
            return ProviderAnswer(task, Outcome.UNKNOWN, "silence")
        return ProviderAnswer(task, Outcome.REFUSED if refusal else Outcome.DONE, refusal)

    def held(self, payment_key: str, amount: Decimal) -> Decimal:
        """Return the customer's money that the provider holds or has taken."""
        kept = self.states.get(payment_key) in ("authorised", "captured")
        return amount if kept else Decimal(0)

    def _do(self, task: PaymentTask) -> str:
        key, state = task.payment_key, self.states.get(task.payment_key)
        match task.work, state:
            case (PaymentWork.AUTHORISE, None):
                declined = task.card_token == "tok_decline"  # noqa: S105 - a card's token
                self.states[key] = "declined" if declined else "authorised"
                return "declined" if declined else ""
            case (PaymentWork.AUTHORISE, "declined" | "voided" | "refunded"):
                return str(state)
            case (PaymentWork.CAPTURE, "authorised") if (
                task.card_token != "tok_capture_refused"  # noqa: S105 - a card's token
            ):
                self.states[key] = "captured"
            case (PaymentWork.CAPTURE, "authorised"):
                return "refused"
            case (PaymentWork.CAPTURE, None | "declined" | "voided" | "refunded"):
                return state or "unknown_payment"
            case (PaymentWork.VOID, None | "authorised"):
                self.states[key] = "voided"
            case (PaymentWork.VOID, "captured" | "refunded"):
                return "captured"
            case (PaymentWork.REFUND, "captured"):
                self.states[key] = "refunded"
            case (PaymentWork.REFUND, None | "authorised" | "declined" | "voided"):
                return state or "unknown_payment"
        return ""
