"""The figures of the chassis' own edges; `fv_chassis_<noun>_<unit>`."""

from prometheus_client import Counter, Gauge, Histogram

GRPC_SECONDS = Histogram(
    "fv_chassis_grpc_seconds",
    "Time to answer a gRPC query, by method and outcome.",
    ["method", "outcome"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
ROLE_RUNNING = Gauge(
    "fv_chassis_role_running",
    "1 while the role's thread runs, by role.",
    ["role"],
)
HEARTBEATS_SENT = Counter(
    "fv_chassis_heartbeats",
    "Heartbeats handed to the broker, by outcome.",
    ["outcome"],
)
