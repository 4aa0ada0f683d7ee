"""The process that takes an order to its end.

`decide` is pure: an order and an input give the order afterwards and the decisions. It accepts
every input in every state and in any order; what no longer matters changes nothing. It holds two
rules above all: an order is confirmed only with its money held and its stock committed, and it is
cancelled only when the provider has nothing of it any more.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from fv_orders.domain import events, inputs
from fv_orders.domain.decisions import AskProvider, Decided, Decision, StopDeadline
from fv_orders.domain.errors import OrderAlreadyConfirmed
from fv_orders.domain.inputs import Input
from fv_orders.domain.order import Order
from fv_orders.domain.states import OrderState, PaymentState, PaymentWork, StockState, later

OUT_OF_STOCK = "out_of_stock"
RESERVATION_EXPIRED = "reservation_expired"
PAYMENT_DECLINED = "payment_declined"
CANCELLED_BY_CUSTOMER = "cancelled_by_customer"
TIMED_OUT = "timed_out"
CAPTURE_REFUSED = "capture_refused"
_NOTHING = "It came too late to change anything."


def decide(order: Order, given: Input, now: datetime) -> Decided:
    """Return what the input leads to; refuses only `CancelRequested`, for a confirmed order."""
    step = _Step(order, now)
    _HANDLERS[type(given)](step, given)
    return step.decided()


class _Step:
    """One step in the making: the order as changed so far, and what was decided."""

    def __init__(self, order: Order, now: datetime) -> None:
        self.order = order
        self.detail = _NOTHING
        self._decisions: list[Decision] = []
        self._now = now

    def decided(self) -> Decided:
        return Decided(self.order, tuple(self._decisions), self.detail)

    def change(self, detail: str, **changes: Any) -> None:
        self.order = replace(self.order, **changes, updated_at=self._now)
        self.detail = detail

    def announce(self, event: type[events.OrderEvent]) -> None:
        self.order = replace(self.order, version=self.order.version + 1)
        self._decisions.append(event(self.order))

    def ask(self, work: PaymentWork) -> None:
        self._decisions.append(AskProvider(work))

    def learn_stock(self, reported: StockState) -> None:
        stock = later(self.order.stock, reported)
        if stock is not self.order.stock:
            self.change(f"The stock is {stock}.", stock=stock)

    def cancel(self, reason: str, detail: str) -> None:
        self.change(detail, state=OrderState.CANCELLED, cancel_reason=reason, ending="")
        self.announce(events.OrderCancelled)
        self._decisions.append(StopDeadline())

    def start_voiding(self, reason: str, detail: str) -> None:
        self.change(detail, payment=PaymentState.VOIDING, ending=reason)
        self.announce(events.VoidingStarted)
        self.ask(PaymentWork.VOID)

    def end(self, reason: str, detail: str) -> None:
        """Cancel a pending order: at once, or when the provider has given up what it may hold."""
        if self.order.payment is PaymentState.NONE:
            self.cancel(reason, detail)
        elif self.order.payment in (PaymentState.REQUESTED, PaymentState.AUTHORISED):
            self.start_voiding(reason, detail)

    def confirm_if_due(self) -> None:
        order = self.order
        if (order.state, order.payment, order.stock) == _CONFIRMABLE:
            self.change("Paid and sold.", state=OrderState.CONFIRMED)
            self.announce(events.OrderConfirmed)
            self.ask(PaymentWork.CAPTURE)
            self._decisions.append(StopDeadline())


_CONFIRMABLE = (OrderState.PENDING, PaymentState.AUTHORISED, StockState.COMMITTED)


def _when_stock_reserved(step: _Step, _: inputs.StockReserved) -> None:
    step.learn_stock(StockState.RESERVED)
    fresh = (OrderState.PENDING, PaymentState.NONE)
    if (step.order.state, step.order.payment) == fresh and step.order.stock is not (
        StockState.RELEASED
    ):
        step.change(
            "The stock is held, so the money is asked for.",
            payment=PaymentState.REQUESTED,
            attempt=step.order.attempt + 1,
        )
        step.ask(PaymentWork.AUTHORISE)


def _when_stock_rejected(step: _Step, given: inputs.StockRejected) -> None:
    order = step.order
    fresh = (OrderState.PENDING, PaymentState.NONE, StockState.NONE)
    if (order.state, order.payment, order.stock) == fresh:
        step.order = replace(order, short_skus=given.short_skus)
        names = ", ".join(short.sku for short in given.short_skus[:5])
        step.cancel(OUT_OF_STOCK, f"Short of {len(given.short_skus)} skus: {names}.")


def _when_stock_committed(step: _Step, _: inputs.StockCommitted) -> None:
    step.learn_stock(StockState.COMMITTED)
    step.confirm_if_due()


def _when_stock_commit_refused(step: _Step, given: inputs.StockCommitRefused) -> None:
    _lose_stock(step, f"The stock could not be sold: {given.reason}.")


def _when_stock_given_back(step: _Step, _: Input) -> None:
    _lose_stock(step, "The stock was given back.")


def _lose_stock(step: _Step, detail: str) -> None:
    if step.order.state is OrderState.CONFIRMED:
        return
    step.learn_stock(StockState.RELEASED)
    if step.order.state is OrderState.PENDING:
        step.end(RESERVATION_EXPIRED, detail)


def _when_payment_answered(step: _Step, given: inputs.PaymentAnswered) -> None:
    if given.attempt == step.order.attempt:
        _ANSWERS[given.work](step, given.refusal)


def _when_authorise_answered(step: _Step, refusal: str) -> None:
    # While voiding, the answer to an earlier call says nothing: the void will settle it.
    if step.order.payment is not PaymentState.REQUESTED:
        return
    if refusal:
        step.change(f"The provider refused: {refusal}.", payment=PaymentState.DECLINED)
        step.announce(events.PaymentDeclined)
        step.cancel(PAYMENT_DECLINED, step.detail)
        return
    step.change("The provider holds the money.", payment=PaymentState.AUTHORISED)
    step.announce(events.PaymentAuthorized)
    step.confirm_if_due()


def _when_capture_answered(step: _Step, refusal: str) -> None:
    ready = (OrderState.CONFIRMED, PaymentState.AUTHORISED)
    if (step.order.state, step.order.payment) != ready:
        return
    if refusal:
        step.start_voiding(CAPTURE_REFUSED, f"The provider refused the capture: {refusal}.")
        return
    step.change("The provider has taken the money.", payment=PaymentState.CAPTURED)
    step.announce(events.PaymentCaptured)


def _when_void_answered(step: _Step, refusal: str) -> None:
    if step.order.payment is not PaymentState.VOIDING:
        return
    if refusal:
        step.change(f"The provider would not void ({refusal}), so the money goes back.")
        step.ask(PaymentWork.REFUND)
        return
    step.change("The provider gave up its hold.", payment=PaymentState.VOIDED)
    step.announce(events.PaymentVoided)
    step.cancel(step.order.ending, step.detail)


def _when_refund_answered(step: _Step, refusal: str) -> None:
    # Captured money can always be refunded: a refusal is asked again when the lease is over.
    if step.order.payment is not PaymentState.VOIDING or refusal:
        return
    step.change("The provider gave the money back.", payment=PaymentState.REFUNDED)
    step.cancel(step.order.ending, step.detail)


def _when_cancel_requested(step: _Step, given: inputs.CancelRequested) -> None:
    if step.order.state is OrderState.CONFIRMED:
        raise OrderAlreadyConfirmed("The order is sold; it can no longer be cancelled.")
    if step.order.state is OrderState.PENDING:
        step.end(CANCELLED_BY_CUSTOMER, given.words or "The customer cancelled.")


def _when_deadline_passed(step: _Step, _: inputs.DeadlinePassed) -> None:
    if step.order.state is OrderState.PENDING:
        step.end(TIMED_OUT, "The order has been pending for too long.")


_ANSWERS: dict[PaymentWork, Callable[[_Step, str], None]] = {
    PaymentWork.AUTHORISE: _when_authorise_answered,
    PaymentWork.CAPTURE: _when_capture_answered,
    PaymentWork.VOID: _when_void_answered,
    PaymentWork.REFUND: _when_refund_answered,
}
_HANDLERS: dict[type, Callable[[_Step, Any], None]] = {
    inputs.StockReserved: _when_stock_reserved,
    inputs.StockRejected: _when_stock_rejected,
    inputs.StockCommitted: _when_stock_committed,
    inputs.StockCommitRefused: _when_stock_commit_refused,
    inputs.StockReleased: _when_stock_given_back,
    inputs.StockExpired: _when_stock_given_back,
    inputs.StockReturned: _when_stock_given_back,
    inputs.PaymentAnswered: _when_payment_answered,
    inputs.CancelRequested: _when_cancel_requested,
    inputs.DeadlinePassed: _when_deadline_passed,
}
