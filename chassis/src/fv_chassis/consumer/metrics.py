"""The figures of consumers; `fv_consumer_<noun>_<unit>`, by the consumer's name."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter(
    "fv_consumer_messages",
    "Messages that came in, by outcome: handled, duplicate, dead_letter.",
    ["consumer", "outcome"],
)
BATCH_SECONDS = Histogram(
    "fv_consumer_batch_seconds",
    "Time from a batch's first statement to its commit.",
    ["consumer"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
BATCH_MESSAGES = Histogram(
    "fv_consumer_batch_messages",
    "Messages in a batch.",
    ["consumer"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
RETRIES = Counter(
    "fv_consumer_retries",
    "Batches that were tried again because something was away.",
    ["consumer"],
)
LOST_POSITIONS = Counter(
    "fv_consumer_lost_positions",
    "Partitions that no longer held the record at the stored position, and were read again.",
    ["consumer"],
)
JOINS = Counter("fv_consumer_joins", "Times that a client joined the group.", ["consumer"])
LAG = Gauge(
    "fv_consumer_lag_messages",
    "Messages in the partition behind the last one handled.",
    ["consumer", "topic", "partition"],
)
