"""The public keys."""

from collections.abc import Mapping, Sequence

from fv_platform.application.ports.clock import Clock
from fv_platform.application.ports.identity.signing_keys import SigningKeyRepository
from fv_platform.domain.identity.signing_keys import published_keys


class GetKeySet:
    """Tells verifiers which keys count."""

    def __init__(self, keys: SigningKeyRepository, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def run(self) -> Sequence[Mapping[str, str]]:
        """Return the JWKs, oldest first; empty before the first key was made."""
        return [key.public_jwk for key in published_keys(self._keys.all(), self._clock.now())]
