"""Where signing keys are kept, made and used."""

from collections.abc import Callable, Sequence
from typing import Protocol

from fv_platform.domain.identity.access_token import AccessTokenClaims
from fv_platform.domain.identity.signing_keys import SigningKey


class SigningKeyRepository(Protocol):
    """The signing keys; every call is a transaction of its own."""

    def all(self) -> Sequence[SigningKey]:
        """Return every key, oldest first."""
        ...

    def add_if(
        self, due: Callable[[Sequence[SigningKey]], bool], make: Callable[[], SigningKey]
    ) -> bool:
        """Add a new key if it is due in the light of all keys; return whether it was.

        Nobody else may add one between the question and the answer, on whatever instance.
        """
        ...


class KeyMaker(Protocol):
    """Generates key pairs."""

    def make(self) -> SigningKey:
        """Return a new pair."""
        ...


class TokenSigner(Protocol):
    """Turns claims into tokens."""

    def sign(self, claims: AccessTokenClaims, key: SigningKey) -> str:
        """Return the compact token, signed with RS256."""
        ...
