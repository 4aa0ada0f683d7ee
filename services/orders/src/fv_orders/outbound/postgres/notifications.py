"""Hears the database say that payment work was asked for."""

from collections.abc import Callable
from threading import Event

import psycopg

from fv_chassis.telemetry import get_logger

_BACK_OFF = 1.0
_log = get_logger(__name__)


class PaymentNotifications:
    """Calls `heard` whenever work is committed; polling covers whatever is missed."""

    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._heard = heard

    def run(self, stop: Event) -> None:
        """Listen until the event is set."""
        while not stop.is_set():
            try:
                self._listen(stop)
            except psycopg.Error as error:
                _log.warning("cannot hear of payments", error=str(error))
                stop.wait(_BACK_OFF)

    def _listen(self, stop: Event) -> None:
        with psycopg.connect(self._url, autocommit=True, connect_timeout=5) as connection:
            connection.execute("LISTEN payments")
            self._heard()
            while not stop.is_set():
                for _ in connection.notifies(timeout=0.5, stop_after=1):
                    self._heard()
