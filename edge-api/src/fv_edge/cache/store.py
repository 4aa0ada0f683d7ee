"""The cache's entries and the rules that keep them true."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Versions = Mapping[str, int]
"""How new an answer is: the version of each part that it shows (a product has one part, stock one a
location)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer."""

    body: bytes
    etag: bytes
    versions: Versions
    expires_at: float


@dataclass(eq=False, slots=True)
class Fill:
    """A read that is under way; `floors` are the versions that events have named meanwhile."""

    path: str
    floors: dict[str, int] = field(default_factory=dict)
    void: bool = False


class ReadCache:
    """Answers by path; owned by the event loop.

    An event drops the entry of its path unless the entry is as new. A fill that began before an
    event and is older than it is discarded; one that begins after an event cannot be older, because
    services publish after they commit.
    """

    def __init__(
        self, seconds: float, entries: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep at most `entries`, each for `seconds`, the backstop for events that never come."""
        self._seconds = seconds
        self._capacity = entries
        self._now = now
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._fills: dict[str, list[Fill]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, path: str) -> Entry | None:
        """Return the answer for a path, None when there is none to be trusted."""
        entry = self._entries.get(path)
        if entry is None:
            return None
        if entry.expires_at <= self._now():
            del self._entries[path]
            return None
        return entry

    def begin(self, path: str) -> Fill:
        """Say that a read for the path begins, before it does."""
        fill = Fill(path)
        self._fills.setdefault(path, []).append(fill)
        return fill

    def finish(self, fill: Fill, body: bytes, etag: str, versions: Versions) -> None:
        """Keep what was read, unless an event has overtaken it. End with `abandon` in any case."""
        if fill.void or self._capacity == 0 or _older(versions, fill.floors):
            return
        expires_at = self._now() + self._seconds
        self._entries[fill.path] = Entry(body, etag.encode(), dict(versions), expires_at)
        self._entries.move_to_end(fill.path)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)

    def abandon(self, fill: Fill) -> None:
        """Say that the read is over."""
        fills = self._fills.get(fill.path, [])
        if fill in fills:
            fills.remove(fill)
        if not fills:
            self._fills.pop(fill.path, None)

    def invalidate(self, path: str, part: str, version: int) -> None:
        """Take note of an event: the part of the path's answer has this version now."""
        entry = self._entries.get(path)
        if entry is not None and entry.versions.get(part, 0) < version:
            del self._entries[path]
        for fill in self._fills.get(path, ()):
            fill.floors[part] = max(version, fill.floors.get(part, 0))

    def flush(self) -> None:
        """Forget everything, reads under way included: the events may have been lost."""
        self._entries.clear()
        for fills in self._fills.values():
            for fill in fills:
                fill.void = True


def _older(versions: Versions, floors: Versions) -> bool:
    return any(versions.get(part, 0) < version for part, version in floors.items())
