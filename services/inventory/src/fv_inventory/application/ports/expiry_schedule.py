"""When reservations end."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class ExpirySchedule(Protocol):
    """Calls for a reservation's expiry when its time has come.

    There is no way to take a call back: whoever deletes one would wait for the poller that holds
    it, while that poller waits for the reservation. A call that comes too late is a no-op instead.
    """

    def set(self, order_id: UUID, at: datetime) -> None:
        """Have the order's reservation expired at `at` or soon after."""
        ...

    def flush(self) -> None:
        """Write the calls in one statement; written when the transaction commits."""
        ...
