"""How long a member of a group waits for partitions before it joins again with a new client.

After a kill of the broker, a group was seen to wait for minutes for a member that was gone.
"""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 20.0
LONGEST_SECONDS = 600.0


class Membership:
    """Counts the time without partitions.

    A group may have more members than partitions, so the patience doubles with every join that
    brought none, up to ten minutes.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._patience = PATIENCE_SECONDS
        self._without_since: float | None = now()
        self.answered = False

    def joined(self) -> None:
        """Note that a new client asks for partitions."""
        self.answered = False
        self._without_since = self._now()

    def assigned(self, partitions: int) -> None:
        """Note what the group assigned; it may be none."""
        self.answered = True
        if partitions:
            self._patience = PATIENCE_SECONDS
            self._without_since = None
        elif self._without_since is None:
            self._without_since = self._now()

    def revoked(self) -> None:
        """Note that the group took all partitions back."""
        self.answered = False
        self._without_since = self._now()

    def out_of_patience(self) -> bool:
        """Return whether to join again; the next time takes twice as long."""
        if self._without_since is None:
            return False
        if self._now() - self._without_since < self._patience:
            return False
        self._patience = min(2 * self._patience, LONGEST_SECONDS)
        return True
