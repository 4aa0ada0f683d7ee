"""The provider over HTTP: JSON, decimal strings, and an Idempotency-Key on every PUT."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fv_sandbox_payments.cards import Behaviours
from fv_sandbox_payments.payments import (
    Payment,
    Refused,
    Step,
    authorise,
    capture,
    parse_amount,
    refund,
    void,
)
from fv_sandbox_payments.store import Answer, Call, Store

Rule = Callable[[Payment | None], Step]
_MAX_PAGE = 10_000


class Provider:
    """The endpoints over one store; `hang` is how many seconds an unanswered call stays open."""

    def __init__(self, store: Store, hang: float) -> None:
        self._store = store
        self._hang = hang
        self._cards = Behaviours()

    async def authorise(self, request: Request) -> Response:
        """PUT …/authorisation {amount, currency, card_token, reference}: 200, 402 or 409."""
        body, key = await _body(request), request.path_params["key"]
        card, reference = str(body.get("card_token", "")), str(body.get("reference", ""))
        if self._cards.is_down(card, key):
            return _problem(503, "unavailable")
        amount = parse_amount(body.get("amount"))
        asked = Payment(key, reference, amount, str(body.get("currency", "")), card, "authorised")
        answer = await self._call(request, body, partial(authorise, asked=asked))
        delay = self._cards.delay(card, repeated=answer.repeated, hang=self._hang)
        if delay:
            await asyncio.sleep(delay)
        return JSONResponse(answer.body, answer.status)

    async def capture(self, request: Request) -> Response:
        """PUT …/capture {amount}: 200, 404 or 409."""
        body = await _body(request)
        amount = parse_amount(body.get("amount"))
        answer = await self._call(request, body, partial(capture, amount=amount))
        return JSONResponse(answer.body, answer.status)

    async def void(self, request: Request) -> Response:
        """PUT …/void: 200, also for a key never seen; 409 when the money was captured."""
        rule = partial(void, key=request.path_params["key"])
        answer = await self._call(request, await _body(request), rule)
        return JSONResponse(answer.body, answer.status)

    async def refund(self, request: Request) -> Response:
        """PUT …/refund: 200, 404 or 409."""
        answer = await self._call(request, await _body(request), refund)
        return JSONResponse(answer.body, answer.status)

    async def payment(self, request: Request) -> Response:
        """GET the payment of one key; 404 when it was never seen."""
        payment = self._store.payment(request.path_params["key"])
        if payment is None:
            return _problem(404, "unknown_payment")
        amount = str(payment.amount)
        return JSONResponse({"key": payment.key, "state": payment.state, "amount": amount})

    async def ledger(self, request: Request) -> Response:
        """GET ?after=N&limit=M: the entries above N; `next` is the last number seen."""
        try:
            after = int(request.query_params.get("after", "0"))
            limit = int(request.query_params.get("limit", "1000"))
        except ValueError:
            return _problem(400, "invalid_page")
        entries = await asyncio.to_thread(self._store.ledger, after, max(1, min(limit, _MAX_PAGE)))
        return JSONResponse(
            {"entries": entries, "next": entries[-1]["number"] if entries else after}
        )

    async def _call(self, request: Request, body: dict[str, Any], rule: Rule) -> Answer:
        idempotency_key = request.headers.get("idempotency-key", "")
        if not 0 < len(idempotency_key) <= 255:
            raise Refused(400, "idempotency_key_missing")
        payload = json.dumps([request.url.path, body], sort_keys=True)
        fingerprint = hashlib.sha256(payload.encode()).hexdigest()
        call = Call(request.path_params["key"], idempotency_key, fingerprint, rule)
        return await asyncio.wrap_future(self._store.submit(call))


def create_app(store: Store, hang: float = 30.0) -> Starlette:
    """Build the application; the store is closed with it."""
    provider = Provider(store, hang)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    routes = [
        Route("/v1/payments/{key}/authorisation", provider.authorise, methods=["PUT"]),
        Route("/v1/payments/{key}/capture", provider.capture, methods=["PUT"]),
        Route("/v1/payments/{key}/void", provider.void, methods=["PUT"]),
        Route("/v1/payments/{key}/refund", provider.refund, methods=["PUT"]),
        Route("/v1/payments/{key}", provider.payment, methods=["GET"]),
        Route("/v1/ledger", provider.ledger, methods=["GET"]),
        Route("/livez", _alive, methods=["GET"]),
    ]
    return Starlette(routes=routes, exception_handlers={Refused: _refused}, lifespan=lifespan)


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        raise Refused(400, "invalid_json") from None
    if not isinstance(body, dict):
        raise Refused(400, "invalid_json")
    return body


async def _alive(_: Request) -> Response:
    return JSONResponse({"state": "alive"})


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return _problem(error.status, error.error)


def _problem(status: int, error: str) -> Response:
    return JSONResponse({"error": error}, status)
