"""Secrets hashed with Argon2id."""

import hmac
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_REMEMBERED = 1000


class Argon2SecretHasher:
    """Hashes with OWASP's smallest recommended Argon2id (7 MiB, five passes, one lane: about 10
    ms).

    A secret that matched is remembered as an HMAC under a key that only this process's memory has,
    so that a client's next token costs microseconds; the secret itself is not kept. Two hashes run
    at once at most: a flood of wrong secrets costs its senders time, and us neither memory nor
    every core.
    """

    def __init__(self) -> None:
        self._argon2 = PasswordHasher(time_cost=5, memory_cost=7168, parallelism=1)
        self._key = secrets.token_bytes(32)
        self._matched: set[bytes] = set()
        self._gate = BoundedSemaphore(2)
        self._decoy = self._argon2.hash(secrets.token_urlsafe())

    def hash(self, secret: str) -> str:
        """Return a salted hash in the PHC format."""
        return self._argon2.hash(secret)

    def matches(self, secret_hash: str | None, secret: str) -> bool:
        """Return whether the hash is the secret's; None takes as long as any and never matches."""
        mark = hmac.digest(self._key, f"{secret_hash}\n{secret}".encode(), "sha256")
        if mark in self._matched:
            return True
        with self._gate:
            matches = self._verify(secret_hash or self._decoy, secret)
        if not matches or secret_hash is None:
            return False
        if len(self._matched) >= _REMEMBERED:
            self._matched.clear()
        self._matched.add(mark)
        return True

    def _verify(self, secret_hash: str, secret: str) -> bool:
        try:
            return self._argon2.verify(secret_hash, secret)
        except (VerificationError, InvalidHashError):
            return False
