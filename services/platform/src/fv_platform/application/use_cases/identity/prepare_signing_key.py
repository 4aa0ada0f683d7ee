"""Making signing keys when they are due."""

from datetime import timedelta

from fv_platform.application.ports.clock import Clock
from fv_platform.application.ports.identity.signing_keys import KeyMaker, SigningKeyRepository
from fv_platform.domain.identity.signing_keys import is_new_key_due


class PrepareSigningKey:
    """Makes the first key, and a new one whenever the newest is `life` old.

    - Of several instances that start at once, one makes the key and the others find it.
    """

    def __init__(
        self, keys: SigningKeyRepository, maker: KeyMaker, clock: Clock, life: timedelta
    ) -> None:
        self._keys = keys
        self._maker = maker
        self._clock = clock
        self._life = life

    def run(self) -> bool:
        """Return whether a key was made."""
        if not is_new_key_due(self._keys.all(), self._clock.now(), self._life):
            return False
        return self._keys.add_if(
            lambda keys: is_new_key_due(keys, self._clock.now(), self._life), self._maker.make
        )
