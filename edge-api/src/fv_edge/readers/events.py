"""The events' topics: they drop cached answers and feed progress streams."""

from collections.abc import Sequence

from fv_edge.cache import ReadCache
from fv_edge.cache.invalidation import Invalidation, invalidations
from fv_edge.metrics import CACHE_FLUSHES, RECORDS_READ
from fv_edge.progress.order_events import ORDER_TOPIC
from fv_edge.progress.subscriptions import OrderSubscriptions
from fv_edge.readers.handoff import Handoff
from fv_edge.readers.record import RawRecord, Record

_READ = RECORDS_READ.labels("events")


class EventIntake:
    """Hands what events mean for this edge to the event loop."""

    def __init__(self, cache: ReadCache, progress: OrderSubscriptions, handoff: Handoff) -> None:
        self._cache = cache
        self._progress = progress
        self._handoff = handoff

    def take(self, records: Sequence[RawRecord]) -> None:
        """Take a batch, in the reader's thread."""
        stale: list[Invalidation] = []
        followed: list[Record] = []
        for raw in records:
            if raw.topic() != ORDER_TOPIC:
                stale += invalidations(Record.of(raw))
            elif self._progress.follows(raw.key() or b""):
                followed.append(Record.of(raw))
        _READ.inc(len(records))
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
