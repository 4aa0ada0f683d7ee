"""The recorder of sampled spans: OpenTelemetry's SDK with ParentBased(TraceIdRatioBased)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from threading import Lock

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags

from fv_chassis.telemetry.spans import Attribute, RecordedSpan
from fv_chassis.telemetry.traceparent import TraceParent

_drawn: ContextVar[int | None] = ContextVar("fv_drawn_trace_id", default=None)


class _DrawnIds(RandomIdGenerator):
    """Gives a root span the trace id for which the decision to sample was already taken."""

    def generate_trace_id(self) -> int:
        return _drawn.get() or super().generate_trace_id()


def _context_of(position: TraceParent) -> SpanContext:
    flags = TraceFlags(TraceFlags.SAMPLED if position.sampled else TraceFlags.DEFAULT)
    return SpanContext(int(position.trace_id, 16), int(position.span_id, 16), True, flags)


class _OpenSpan:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def position(self) -> TraceParent:
        context = self._span.get_span_context()
        return TraceParent(
            f"{context.trace_id:032x}", f"{context.span_id:016x}", context.trace_flags.sampled
        )

    def set(self, key: str, value: Attribute) -> None:
        self._span.set_attribute(key, value)

    def end(self, error: BaseException | None) -> None:
        if error is not None:
            self._span.record_exception(error)
            self._span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        self._span.end()


class OpenTelemetryRecorder:
    """Records through a tracer provider of its own; the global one is left alone."""

    def __init__(self, service: str, version: str, ratio: float, exporter: SpanExporter) -> None:
        """Send spans to the exporter, one by one when it is a file, else in batches."""
        self.ratio = ratio
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(ratio)),
            id_generator=_DrawnIds(),
            resource=Resource.create({"service.name": service, "service.version": version}),
        )
        one_by_one = isinstance(exporter, JsonLinesExporter)
        processor = SimpleSpanProcessor(exporter) if one_by_one else BatchSpanProcessor(exporter)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("fv_chassis")

    def start(
        self,
        name: str,
        parent: TraceParent | None,
        root: TraceParent | None,
        links: Iterable[TraceParent],
        attributes: Mapping[str, Attribute],
    ) -> RecordedSpan:
        """Start a span under the parent, or as the root of the trace that was drawn."""
        context = trace.set_span_in_context(
            NonRecordingSpan(_context_of(parent)) if parent else trace.INVALID_SPAN
        )
        token = _drawn.set(int(root.trace_id, 16) if root else None)
        try:
            return _OpenSpan(
                self._tracer.start_span(
                    name,
                    context=context,
                    links=[trace.Link(_context_of(link)) for link in links],
                    attributes=dict(attributes),
                )
            )
        finally:
            _drawn.reset(token)

    def close(self) -> None:
        """Send what is left and stop the sender's thread."""
        self._provider.shutdown()


class JsonLinesExporter(SpanExporter):
    """Appends each span to a file as one line of JSON; several processes may share the file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._lock = Lock()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Write the spans; one write per line keeps lines of several processes whole."""
        with self._lock:
            for span in spans:
                self._file.write(json.dumps(_as_json(span), default=str) + "\n")
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the file."""
        self._file.close()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Do nothing: every span is already written."""
        return True


def _as_json(span: ReadableSpan) -> dict[str, object]:
    context = span.get_span_context()
    return {
        "service": span.resource.attributes.get("service.name"),
        "name": span.name,
        "trace_id": f"{context.trace_id:032x}" if context else "",
        "span_id": f"{context.span_id:016x}" if context else "",
        "parent_id": f"{span.parent.span_id:016x}" if span.parent else "",
        "links": [
            f"{link.context.trace_id:032x}-{link.context.span_id:016x}" for link in span.links
        ],
        "start_ns": span.start_time,
        "end_ns": span.end_time,
        "error": span.status.description or ("error" if not span.status.is_ok else ""),
        "attributes": dict(span.attributes or {}),
    }
