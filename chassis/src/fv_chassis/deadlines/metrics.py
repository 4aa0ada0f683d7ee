"""The figures of deadlines."""

from prometheus_client import Counter

HANDLED = Counter("fv_deadlines_handled", "Deadlines handled, by name.", ["name"])
