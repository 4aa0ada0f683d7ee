"""The events' topics: they drop cached answers and feed progress streams."""

from collections.abc import Iterable

from fv_edge.cache import ReadCache
from fv_edge.cache.invalidation import Invalidation, invalidations
from fv_edge.metrics import CACHE_FLUSHES, RECORDS_READ
from fv_edge.progress.order_events import ORDER_TOPIC
from fv_edge.progress.subscriptions import OrderSubscriptions
from fv_edge.readers.handoff import Handoff
from fv_edge.readers.record import Record

_READ = RECORDS_READ.labels("events")


class EventIntake:
    """Hands what events mean for this edge to the event loop."""

    def __init__(self, cache: ReadCache, progress: OrderSubscriptions, handoff: Handoff) -> None:
        self._cache = cache
        self._progress = progress
        self._handoff = handoff

    def take(self, records: Iterable[Record]) -> None:
        """Take a batch, in the reader's thread."""
        stale: list[Invalidation] = []
        followed: list[Record] = []
        count = 0
        for record in records:
            count += 1
            if record.topic != ORDER_TOPIC:
                stale += invalidations(record)
            elif self._progress.follows(record.key):
                followed.append(record)
        _READ.inc(count)
        if stale or followed:
            self._handoff.post(lambda: self._apply(stale, followed))

    def forget(self) -> None:
        """Drop the cache: the broker lost its memory, and perhaps events that nobody has read."""
        CACHE_FLUSHES.inc()
        self._handoff.post(self._cache.flush)

    def _apply(self, stale: list[Invalidation], followed: list[Record]) -> None:
        for invalidation in stale:
            self._cache.invalidate(*invalidation)
        self._progress.publish(followed)
