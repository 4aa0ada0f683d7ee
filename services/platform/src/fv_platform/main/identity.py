"""The role that keeps clients and signing keys in order."""

from threading import Event

from sqlalchemy.exc import InterfaceError, OperationalError

from fv_chassis.telemetry import get_logger
from fv_platform.application.use_cases.identity.prepare_signing_key import PrepareSigningKey
from fv_platform.application.use_cases.identity.seed_clients import ClientSeed, SeedClients

_RETRY_SECONDS = 1.0
_log = get_logger(__name__)


class IdentityKeeper:
    """Makes the first key, seeds the clients, and looks for a due key ever after."""

    def __init__(
        self, keys: PrepareSigningKey, clients: SeedClients, seeds: list[ClientSeed], pause: float
    ) -> None:
        self._keys = keys
        self._clients = clients
        self._seeds = seeds
        self._pause = pause
        self._seeded = False

    def ready(self) -> bool:
        """Return whether tokens can be issued."""
        return self._seeded

    def run(self, stop: Event) -> None:
        """Work until the event is set; a database that is away is waited for."""
        while not stop.wait(self._work()):
            pass

    def _work(self) -> float:
        try:
            if self._keys.run():
                _log.info("a signing key was made")
            if not self._seeded:
                _log.info("clients seeded", written=self._clients.run(self._seeds))
                self._seeded = True
        except (OperationalError, InterfaceError) as error:
            _log.warning("keys and clients could not be prepared", error=str(error))
            return _RETRY_SECONDS
        return self._pause
