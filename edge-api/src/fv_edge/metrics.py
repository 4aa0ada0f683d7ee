"""The edge's figures; `fv_edge_<noun>_<unit>`."""

from prometheus_client import Counter, Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "fv_edge_request_seconds",
    "Time to answer a request, by method, route and status; streams count until their first byte.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
CACHE_ANSWERS = Counter(
    "fv_edge_cache_answers", "Public reads, by whether the cache had the answer.", ["outcome"]
)
CACHE_FLUSHES = Counter("fv_edge_cache_flushes", "Times that the whole cache was dropped.")
COMMANDS_SENT = Counter(
    "fv_edge_commands", "Commands, by service and by what came of the wait.", ["service", "outcome"]
)
RATE_REFUSALS = Counter(
    "fv_edge_rate_refusals", "Requests refused with 429, by bucket.", ["bucket"]
)
STREAMS_OPEN = Gauge("fv_edge_streams_open", "Progress streams that are open.")
RECORDS_READ = Counter("fv_edge_records_read", "Records read by assignment, by reader.", ["reader"])
