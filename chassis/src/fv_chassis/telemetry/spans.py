"""Spans that cost next to nothing unless their trace is sampled.

A trace that is not sampled is carried as its header alone: the recorder (OpenTelemetry's SDK) is
asked only for sampled traces, and only after `configure` found somewhere to send spans to.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Protocol

from fv_chassis.telemetry.traceparent import (
    TraceParent,
    draw,
    is_sampled,
    is_well_formed,
    parse,
)

Attribute = str | int | float | bool


class RecordedSpan(Protocol):
    """One span that is being recorded."""

    def position(self) -> TraceParent: ...
    def set(self, key: str, value: Attribute) -> None: ...
    def end(self, error: BaseException | None) -> None: ...


class Recorder(Protocol):
    """Whatever records sampled spans."""

    ratio: float

    def start(
        self,
        name: str,
        parent: TraceParent | None,
        root: TraceParent | None,
        links: Iterable[TraceParent],
        attributes: Mapping[str, Attribute],
    ) -> RecordedSpan: ...


_current: ContextVar[str | None] = ContextVar("fv_traceparent", default=None)
_recorder: Recorder | None = None


def use(recorder: Recorder | None) -> None:
    """Let the recorder take every sampled span from now on; None records nothing."""
    global _recorder
    _recorder = recorder


def current_traceparent() -> str | None:
    """Return the W3C header that a message or call made here should carry.

    None outside of any span.
    """
    return _current.get()


class Span:
    """A context manager around one piece of work; see `span`."""

    __slots__ = ("_attributes", "_links", "_name", "_recorded", "_token", "_traceparent")

    def __init__(
        self,
        name: str,
        traceparent: str | None,
        links: Iterable[str | None],
        attributes: Mapping[str, Attribute] | None,
    ) -> None:
        self._name = name
        self._traceparent = traceparent
        self._links = links
        self._attributes = attributes
        self._recorded: RecordedSpan | None = None
        self._token: Token[str | None] | None = None

    def __enter__(self) -> "Span":
        header = self._traceparent
        if header is None or not is_well_formed(header):
            header = _current.get()
        is_root = header is None
        if header is None:
            header = draw(_recorder.ratio if _recorder else 0)
        if _recorder is not None and is_sampled(header):
            header = self._record(_recorder, header, is_root)
        self._token = _current.set(header)
        return self

    def _record(self, recorder: Recorder, header: str, is_root: bool) -> str:
        """Start the recorded span; return the header of what happens inside of it."""
        place = parse(header)
        links = [link for link in map(parse, self._links) if link]
        self._recorded = recorder.start(
            self._name,
            None if is_root else place,
            place if is_root else None,
            links,
            self._attributes or {},
        )
        return str(self._recorded.position())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._token is not None:
            _current.reset(self._token)
        if self._recorded is not None:
            self._recorded.end(error)

    @property
    def recorded(self) -> bool:
        """Whether anybody will see this span; ask before computing costly attributes."""
        return self._recorded is not None

    def set(self, key: str, value: Attribute) -> None:
        """Add an attribute; nothing happens when the span is not recorded."""
        if self._recorded is not None:
            self._recorded.set(key, value)


def span(
    name: str,
    *,
    traceparent: str | None = None,
    links: Iterable[str | None] = (),
    attributes: Mapping[str, Attribute] | None = None,
) -> Span:
    """Open a span: a child of `traceparent` if given, else of the span that runs here, else a new
    trace.

    `links` are the traceparents of other spans that this work belongs to, such as a batch's
    messages. Malformed headers are ignored. The error that leaves the block is recorded and raised
    on.
    """
    return Span(name, traceparent, links, attributes)
