"""A client of the platform: a program that acts in its own name or in its subject's."""

from dataclasses import dataclass

from fv_platform.domain.identity.errors import InvalidScope


@dataclass(frozen=True, slots=True)
class Client:
    """Who may ask for tokens, under which subject, for which scopes."""

    client_id: str
    secret_hash: str
    subject: str
    scopes: frozenset[str]

    def grant(self, requested: frozenset[str]) -> frozenset[str]:
        """Return the scopes of a token: all of the client's when it asks for none.

        `InvalidScope` when it asks for one that it was not granted.
        """
        excess = requested - self.scopes
        if excess:
            raise InvalidScope(f"not granted: {' '.join(sorted(excess))}")
        return requested or self.scopes
