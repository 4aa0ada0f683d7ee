"""Where the broker is."""

from dataclasses import dataclass
from typing import Literal

Assignment = Literal["group", "fixed"]
"""Whether a group shares partitions among its members, or one process reads all of them."""


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the broker is, and how long a group waits for a member that is gone."""

    bootstrap_servers: str
    # With the default of 45 s a group on the embedded broker waits 23 s for a join, with this 3 s.
    session_timeout_ms: int = 6_000
    # "fixed" where a service has one process: nobody waits for members that are gone. The embedded
    # broker was seen never to give partitions again to a group whose members were killed in a join.
    assignment: Assignment = "group"
