"""The payment provider over HTTP."""

import json
from typing import Any

import urllib3

from fv_chassis.telemetry import current_traceparent, get_logger
from fv_orders.application.ports.payments import Outcome, PaymentTask, ProviderAnswer
from fv_orders.domain.states import PaymentWork
from fv_orders.outbound.payments.connection import open_pool

_PATHS = {
    PaymentWork.AUTHORISE: "authorisation",
    PaymentWork.CAPTURE: "capture",
    PaymentWork.VOID: "void",
    PaymentWork.REFUND: "refund",
}
_DEFINITIVE = {
    PaymentWork.AUTHORISE: {402, 409},
    PaymentWork.CAPTURE: {404, 409},
    PaymentWork.VOID: {409},
    # Captured money can be refunded: whatever else comes is the provider's trouble, asked again.
    PaymentWork.REFUND: set[int](),
}
_log = get_logger(__name__)


class HttpPaymentProvider:
    """Calls the provider at `url`; at most `connections` calls at once, `timeout` seconds each."""

    def __init__(self, url: str, connections: int, timeout: float) -> None:
        self._base = urllib3.util.parse_url(url).path or ""
        self._pool = open_pool(
            url,
            maxsize=connections,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(total=timeout),
        )

    def call(self, task: PaymentTask) -> ProviderAnswer:
        """Make one call."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": f"{task.payment_key}/{task.work}",
            "Traceparent": current_traceparent() or task.traceparent,
        }
        path = f"{self._base.rstrip('/')}/v1/payments/{task.payment_key}/{_PATHS[task.work]}"
        try:
            response = self._pool.urlopen("PUT", path, body=_body(task), headers=headers)
        except urllib3.exceptions.HTTPError as error:
            return ProviderAnswer(task, Outcome.UNKNOWN, type(error).__name__)
        if response.status == 200:
            return ProviderAnswer(task, Outcome.DONE)
        if response.status in _DEFINITIVE[task.work]:
            return ProviderAnswer(task, Outcome.REFUSED, _slug(response.data))
        if response.status < 500:
            _log.error(
                "the provider does not understand", status=response.status, key=task.payment_key
            )
        return ProviderAnswer(task, Outcome.UNKNOWN, f"status {response.status}")


def _body(task: PaymentTask) -> bytes:
    body: dict[str, Any] = {}
    if task.work in (PaymentWork.AUTHORISE, PaymentWork.CAPTURE):
        body["amount"] = f"{task.amount:f}"
    if task.work is PaymentWork.AUTHORISE:
        body["currency"] = task.currency_code
        body["card_token"] = task.card_token
        body["reference"] = str(task.order_id)
    return json.dumps(body).encode()


def _slug(data: bytes) -> str:
    try:
        return str(json.loads(data)["error"])
    except (ValueError, KeyError, TypeError):
        return "refused"
