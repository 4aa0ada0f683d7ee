"""A store in memory that keeps what a database would: units are all or nothing, one at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fv_orders.application.ports.clock import Clock
from fv_orders.outbound.memory.deadlines import InMemoryDeadlines
from fv_orders.outbound.memory.events import InMemoryOrderEvents
from fv_orders.outbound.memory.orders import InMemoryOrderRepository
from fv_orders.outbound.memory.payments import InMemoryPaymentQueue
from fv_orders.outbound.memory.products import InMemoryProductCopies
from fv_orders.outbound.memory.state import State


class InMemoryUnit:
    """The ports of one unit of work over a copy of the state."""

    def __init__(self, state: State, clock: Clock) -> None:
        self.orders = InMemoryOrderRepository(state, clock)
        self.products = InMemoryProductCopies(state)
        self.payments = InMemoryPaymentQueue(state, clock)
        self.events = InMemoryOrderEvents(state)
        self.deadlines = InMemoryDeadlines(state)

    def flush(self) -> None:
        """Nothing waits to be written."""


class InMemoryStore:
    """Hands out units; what one did is seen when it ends well, and forgotten when it does not."""

    def __init__(self, clock: Clock) -> None:
        self.state = State()
        self._clock = clock
        self._turn = threading.Lock()

    @contextmanager
    def unit(self) -> Iterator[InMemoryUnit]:
        """Open a unit of work."""
        with self._turn:
            state = self.state.copy()
            yield InMemoryUnit(state, self._clock)
            self.state = state
