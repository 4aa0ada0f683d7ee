"""Logs, spans and metrics, cheap where nobody looks."""

from fv_chassis.telemetry.configuration import configure
from fv_chassis.telemetry.logs import StructuredLogger, get_logger, log_context
from fv_chassis.telemetry.spans import Span, current_traceparent, span

__all__ = [
    "Span",
    "StructuredLogger",
    "configure",
    "current_traceparent",
    "get_logger",
    "log_context",
    "span",
]
