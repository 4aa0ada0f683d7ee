"""A store in memory whose transactions are atomic and one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from fv_catalog.domain.product import Product

State = dict[str, Product]
"""Products by sku; they are immutable, so a shallow copy is a snapshot."""


class InMemoryStore:
    """Keeps the state."""

    def __init__(self) -> None:
        self.state: State = {}
        self._lock = RLock()

    @contextmanager
    def transaction(self) -> Iterator[State]:
        """Yield a snapshot that becomes the state at the end, unless an exception leaves."""
        with self._lock:
            working = dict(self.state)
            yield working
            self.state = working
