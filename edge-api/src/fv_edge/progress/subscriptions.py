"""Who follows which order."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from fv_edge.metrics import STREAMS_OPEN
from fv_edge.problems import problem
from fv_edge.readers.record import Record

_BACKLOG = 100


class Subscription:
    """The events of one order for one stream.

    Events carry the order's full state, so a reader that is too slow loses the oldest and misses
    nothing that counts.
    """

    def __init__(self) -> None:
        self._events: deque[Record] = deque(maxlen=_BACKLOG)
        self._something = asyncio.Event()
        self.closed = False

    def push(self, record: Record) -> None:
        """Add an event."""
        self._events.append(record)
        self._something.set()

    def close(self) -> None:
        """End the stream after what is already there."""
        self.closed = True
        self._something.set()

    async def next(self, seconds: float) -> list[Record]:
        """Return what came, waiting for at most so long; nothing when nothing did."""
        try:
            async with asyncio.timeout(seconds):
                await self._something.wait()
        except TimeoutError:
            return []
        self._something.clear()
        found = list(self._events)
        self._events.clear()
        return found


class OrderSubscriptions:
    """The streams that are open, by order; owned by the event loop, but for `follows`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count = 0
        self._closed = False
        self._by_key: dict[bytes, set[Subscription]] = {}

    def follows(self, key: bytes) -> bool:
        """Return whether anybody follows the order; may be called from the reader's thread."""
        return key in self._by_key

    @contextmanager
    def subscribe(self, order_id: str) -> Iterator[Subscription]:
        """Follow an order inside the block; `Problem` 503 when too many streams are open or the
        edge is leaving."""
        if self._count >= self._limit or self._closed:
            raise problem("too_many_streams")
        key, subscription = order_id.encode(), Subscription()
        self._by_key.setdefault(key, set()).add(subscription)
        self._count += 1
        STREAMS_OPEN.set(self._count)
        try:
            yield subscription
        finally:
            self._count -= 1
            STREAMS_OPEN.set(self._count)
            self._by_key[key].discard(subscription)
            if not self._by_key[key]:
                del self._by_key[key]

    def publish(self, records: Iterable[Record]) -> None:
        """Hand order events to those who follow."""
        for record in records:
            for subscription in self._by_key.get(record.key, ()):
                subscription.push(record)

    def close(self) -> None:
        """End every stream and admit no other: the edge is leaving."""
        self._closed = True
        for subscriptions in self._by_key.values():
            for subscription in subscriptions:
                subscription.close()
