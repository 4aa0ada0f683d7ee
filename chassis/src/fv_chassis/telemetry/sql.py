"""Spans for the statements that run inside a recorded span."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from fv_chassis.telemetry.spans import Span, current_traceparent, span
from fv_chassis.telemetry.traceparent import is_sampled

_OPEN = "fv_statement_span"
_LONGEST = 500


def record_statements() -> None:
    """Give every statement of every engine a span from now on, where its trace is sampled.

    Parameters are never recorded: they hold what customers said.
    """
    if not event.contains(Engine, "before_cursor_execute", _begin):
        event.listen(Engine, "before_cursor_execute", _begin)
        event.listen(Engine, "after_cursor_execute", _end)
        event.listen(Engine, "handle_error", _fail)


def _begin(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    traceparent = current_traceparent()
    if traceparent is not None and is_sampled(traceparent):
        text = " ".join(statement.split())[:_LONGEST]
        opened = span("sql", attributes={"db.system": "postgresql", "db.query.text": text})
        connection.info[_OPEN] = opened.__enter__()


def _end(connection: Connection, *_: Any) -> None:
    opened: Span | None = connection.info.pop(_OPEN, None)
    if opened is not None:
        opened.__exit__(None, None, None)


def _fail(context: ExceptionContext) -> None:
    if context.connection is None:
        return
    opened: Span | None = context.connection.info.pop(_OPEN, None)
    if opened is not None:
        error = context.original_exception
        opened.__exit__(type(error), error, error.__traceback__)
