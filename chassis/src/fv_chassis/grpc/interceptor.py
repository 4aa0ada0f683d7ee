"""What happens around every call: token, span, errors, figures."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import grpc
from sqlalchemy.exc import InterfaceError, OperationalError

from fv_chassis.grpc.authorization import authorise, enter
from fv_chassis.grpc.errors import QueryError, abort
from fv_chassis.telemetry import get_logger, span
from fv_chassis.telemetry.metrics import GRPC_SECONDS
from fv_chassis.tokens import Principal

_OPEN = ("/grpc.health.v1.Health/", "/grpc.reflection.")
_log = get_logger(__name__)


class CallInterceptor(grpc.ServerInterceptor):  # type: ignore[misc]  # grpc ships no types
    """Authorises unary calls, runs them in a span and translates their errors.

    Health and reflection pass untouched. Calls that stream are refused: no contract of the
    platform has one.
    """

    def __init__(self, verify: Callable[[str], Principal], scopes: Mapping[str, str]) -> None:
        self._verify = verify
        self._scopes = scopes

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """Wrap the method's handler."""
        method = handler_call_details.method
        handler = continuation(handler_call_details)
        if handler is None or method.startswith(_OPEN):
            return handler
        return grpc.unary_unary_rpc_method_handler(
            self._wrap(method, handler),
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def _wrap(
        self, method: str, handler: grpc.RpcMethodHandler
    ) -> Callable[[Any, grpc.ServicerContext], Any]:
        def behaviour(request: Any, context: grpc.ServicerContext) -> Any:
            metadata = dict(context.invocation_metadata())
            started = time.perf_counter()
            outcome = "ok"
            try:
                with span(method, traceparent=metadata.get("traceparent")):
                    return self._answer(method, handler, request, context, metadata)
            except QueryError as error:
                outcome = error.kind
                return abort(context, error)
            finally:
                GRPC_SECONDS.labels(method, outcome).observe(time.perf_counter() - started)

        return behaviour

    def _answer(
        self,
        method: str,
        handler: grpc.RpcMethodHandler,
        request: Any,
        context: grpc.ServicerContext,
        metadata: Mapping[str, str | bytes],
    ) -> Any:
        if handler.unary_unary is None:
            raise QueryError("forbidden", "streaming", "this method is open to nobody")
        enter(authorise(self._verify, self._scopes.get(method, ""), metadata))
        try:
            return handler.unary_unary(request, context)
        except QueryError:
            raise
        except (OperationalError, InterfaceError) as error:
            _log.warning("the database is away", method=method, error=str(error))
            raise QueryError("unavailable", "database_away", "try again later") from error
        except Exception as error:
            # The outermost loop of a call: whatever it is, the caller learns nothing of our
            # insides.
            _log.exception("a query failed", method=method)
            raise QueryError("internal", "unexpected", "the query failed unexpectedly") from error
