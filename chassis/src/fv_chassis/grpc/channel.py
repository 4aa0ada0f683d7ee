"""Calling other services' queries."""

import grpc
import grpc.aio

from fv_chassis.telemetry import current_traceparent

_OPTIONS = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
)


def client_channel(target: str) -> grpc.Channel:
    """Return a channel to `host:port` for threads; it reconnects within 2 s of the other's
    return."""
    return grpc.insecure_channel(target, options=_OPTIONS)


def aio_channel(target: str) -> grpc.aio.Channel:
    """Return a channel to `host:port` for asyncio, with the same habits."""
    return grpc.aio.insecure_channel(target, options=_OPTIONS)


def call_metadata(token: str) -> tuple[tuple[str, str], ...]:
    """Return a call's metadata: the token to act under, and the trace that runs here."""
    authorization = ("authorization", f"Bearer {token}")
    traceparent = current_traceparent()
    return (authorization, ("traceparent", traceparent)) if traceparent else (authorization,)
