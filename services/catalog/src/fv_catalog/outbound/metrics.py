"""The service's own figures; `fv_catalog_<noun>_<unit>`."""

from typing import Final

from prometheus_client import Counter

EVENTS: Final = Counter(
    "fv_catalog_events",
    "Events written to the outbox, by type; a transaction that is run again counts again.",
    ["type"],
)
