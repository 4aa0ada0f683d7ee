"""What an access token says, as RFC 9068 has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AccessTokenClaims:
    """The claims of one token, valid from `issued_at` for ten minutes."""

    token_id: UUID
    issuer: str
    audience: str
    subject: str
    client_id: str
    scopes: frozenset[str]
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it ends."""
        return self.issued_at + LIFE
