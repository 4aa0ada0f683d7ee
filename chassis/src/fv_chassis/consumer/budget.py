"""How many messages may be passed over before the code is suspected instead of them."""

from collections import deque

IN_A_ROW = 5
WINDOW = 1000
SHARE = 0.05


class BudgetExceeded(Exception):
    """Too many messages failed; the consumer stops before it passes over another."""


class DeadLetterBudget:
    """Counts what passed and what failed: 5 in a row, or 5 % of the last 1,000, are too many."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._recent: deque[bool] = deque(maxlen=WINDOW)

    def passed(self, count: int = 1) -> None:
        """Count messages that were handled."""
        self._in_a_row = 0
        self._recent.extend([False] * min(count, WINDOW))

    def failed(self, detail: str) -> None:
        """Count a message that is about to be passed over; raises BudgetExceeded."""
        self._in_a_row += 1
        self._recent.append(True)
        if self._in_a_row >= IN_A_ROW:
            raise BudgetExceeded(f"{self._in_a_row} messages in a row failed, at last: {detail}")
        failures = sum(self._recent)
        if failures > WINDOW * SHARE:
            raise BudgetExceeded(f"{failures} of {len(self._recent)} failed, at last: {detail}")
