"""Who calls, according to a verified token."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: `subject` acts, through the client `client_id`, within `scopes`.

    `expires_at` is in seconds since the epoch.
    """

    subject: str
    client_id: str
    scopes: frozenset[str]
    expires_at: float
