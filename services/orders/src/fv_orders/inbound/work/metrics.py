"""The worker's figures."""

from prometheus_client import Counter, Gauge, Histogram

CALL_SECONDS = Histogram(
    "fv_orders_payment_call_seconds",
    "Time that the provider took, by kind of work.",
    ["work"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5),
)
ANSWERS = Counter(
    "fv_orders_payment_answers", "Calls by kind of work and outcome.", ["work", "outcome"]
)
IN_FLIGHT = Gauge("fv_orders_payment_calls_in_flight", "Calls that the provider has not answered.")
