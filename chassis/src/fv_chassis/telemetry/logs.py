"""Logs as one line of JSON each, with the ids that tie them to a trace and to a cause."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from fv_chassis.telemetry.spans import current_traceparent
from fv_chassis.telemetry.traceparent import trace_id_of

_context: ContextVar[Mapping[str, object]] = ContextVar("fv_log_context", default={})  # noqa: B039 - never mutated


class JsonFormatter(logging.Formatter):
    """Formats a record as `ts, level, service, logger, message, trace_id` and whatever fields came
    with it."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without its end."""
        traceparent = current_traceparent()
        line: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if traceparent is not None:
            line["trace_id"] = trace_id_of(traceparent)
        line.update(_context.get())
        line.update(getattr(record, "fv_fields", {}))
        if record.exc_info and record.exc_info[0]:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class StructuredLogger:
    """A logger whose keyword arguments become fields of the line."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def _log(self, level: int, message: str, fields: Mapping[str, object], trace: bool) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, message, exc_info=trace, extra={"fv_fields": fields})

    def debug(self, message: str, /, **fields: object) -> None:
        """Say something that only a developer wants to read."""
        self._log(logging.DEBUG, message, fields, False)

    def info(self, message: str, /, **fields: object) -> None:
        """Say something that an operator may want to read."""
        self._log(logging.INFO, message, fields, False)

    def warning(self, message: str, /, **fields: object) -> None:
        """Say that something is odd and was survived."""
        self._log(logging.WARNING, message, fields, False)

    def error(self, message: str, /, **fields: object) -> None:
        """Say that something failed."""
        self._log(logging.ERROR, message, fields, False)

    def exception(self, message: str, /, **fields: object) -> None:
        """Say that something failed, with the traceback of the error being handled."""
        self._log(logging.ERROR, message, fields, True)


def get_logger(name: str) -> StructuredLogger:
    """Return the logger of that name; nothing is written before `configure` but warnings, by
    Python's default."""
    return StructuredLogger(name)


@contextmanager
def log_context(**fields: object) -> Iterator[None]:
    """Add fields, such as `correlation_id`, to every line that is logged inside the block."""
    token = _context.set({**_context.get(), **fields})
    try:
        yield
    finally:
        _context.reset(token)


def write_logs(service: str, level: str) -> None:
    """Send every logger's lines to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for talkative in ("alembic", "urllib3", "opentelemetry", "grpc"):
        logging.getLogger(talkative).setLevel(max(logging.WARNING, logging.getLogger().level))
