"""Secrets, which are never kept."""

from typing import Protocol


class SecretHasher(Protocol):
    """Makes and checks hashes of secrets."""

    def hash(self, secret: str) -> str:
        """Return a salted hash."""
        ...

    def matches(self, secret_hash: str | None, secret: str) -> bool:
        """Return whether the hash is the secret's; None takes as long as any and never matches."""
        ...
