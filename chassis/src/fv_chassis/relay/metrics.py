"""The figures of relays; `fv_relay_<noun>_<unit>`, by service."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter("fv_relay_messages", "Messages that were sent and marked.", ["service"])
BATCH_MESSAGES = Histogram(
    "fv_relay_batch_messages",
    "Messages in a batch.",
    ["service"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
BATCH_SECONDS = Histogram(
    "fv_relay_batch_seconds",
    "Time from a scan of the outbox to the mark.",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
RESTARTS = Counter(
    "fv_relay_restarts",
    "Times that the relay took a new producer, by reason.",
    ["service", "reason"],
)
REPUBLISHED = Counter(
    "fv_relay_republished_messages",
    "Messages that were sent again because the broker had lost its log.",
    ["service"],
)
LEADS = Gauge("fv_relay_leads", "Whether this process is the one that sends.", ["service"])
