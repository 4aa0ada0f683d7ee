"""Where the broker is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the broker is, and how long a group waits for a member that is gone."""

    bootstrap_servers: str
    # With the default of 45 s a group on the embedded broker waits 23 s for a join, with this 3 s.
    session_timeout_ms: int = 6_000
