"""Starts a process's telemetry."""

import atexit
from importlib.metadata import PackageNotFoundError, version

from fv_chassis.settings import ServiceSettings
from fv_chassis.telemetry import spans
from fv_chassis.telemetry.logs import write_logs


def release_of(service: str) -> str:
    """Return the installed release of the service's distribution, "0" when it has none."""
    for distribution in (f"fv-{service}", f"fv-{service}-api"):
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return "0"


def configure(service: str, settings: ServiceSettings) -> None:
    """Write JSON logs, and record sampled spans when there is somewhere to send them to.

    The SDK is imported only then: a process that exports nothing neither loads nor runs it. Called
    again, the latest settings count.
    """
    write_logs(service, settings.log_level)
    if not settings.spans_file and not settings.otlp_endpoint:
        spans.use(None)
        return
    from fv_chassis.telemetry.recorder import JsonLinesExporter, OpenTelemetryRecorder
    from fv_chassis.telemetry.sql import record_statements

    if settings.spans_file:
        exporter = JsonLinesExporter(settings.spans_file)
        recorder = OpenTelemetryRecorder(
            service, release_of(service), settings.trace_sample, exporter
        )
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        endpoint = settings.otlp_endpoint.rstrip("/") + "/v1/traces"
        recorder = OpenTelemetryRecorder(
            service, release_of(service), settings.trace_sample, OTLPSpanExporter(endpoint)
        )
    spans.use(recorder)
    record_statements()
    atexit.register(recorder.close)
