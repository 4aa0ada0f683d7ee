"""Whether the connection to the broker broke since somebody last asked."""

from fv_chassis.broker.clients import LossFlag


class Disturbance(LossFlag):
    """A flag that is lowered by whoever saw to what it means."""

    def take(self) -> bool:
        """Return whether the connection broke, and lower the flag."""
        broke, self._lost = self._lost, False
        return broke
