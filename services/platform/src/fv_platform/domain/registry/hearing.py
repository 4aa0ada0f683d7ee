"""Whether the registry may take silence for death."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class Hearing:
    """Tells a dead process from a deaf registry.

    When the broker or the registry itself was away, nobody's heartbeats arrived, and every lease
    is over at once. Taking them all for dead would withdraw the whole platform from its own front
    door. So silence counts only after the registry has heard *somebody* without a break for as
    long as a lease lasts; it beats itself, by the same road.
    """

    gap: timedelta = timedelta(seconds=12)
    since: datetime | None = None

    def listen(self, newest_sent_at: datetime | None, now: datetime) -> None:
        """Note when the newest heartbeat of all was sent."""
        if newest_sent_at is None or now - newest_sent_at > self.gap:
            self.since = None
        elif self.since is None:
            self.since = now

    def may_expire(self, now: datetime, lease: timedelta) -> bool:
        """Return whether an instance with that lease would have been heard, had it lived."""
        return self.since is not None and now - self.since >= lease
