"""The role that ends silent instances."""

from collections.abc import Callable
from threading import Event

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from fv_chassis.outbox import OutboxWriter
from fv_chassis.telemetry import get_logger
from fv_platform.application.use_cases.registry.expire_leases import ExpireLeases

Expiry = Callable[[Connection, OutboxWriter], ExpireLeases]
_log = get_logger(__name__)


def sweep_leases(engine: Engine, expiry: Expiry, pause: float, stop: Event) -> None:
    """Sweep every `pause` seconds until the event is set; a database that is away is waited for."""
    while not stop.wait(pause):
        try:
            ended = sweep_once(engine, expiry)
        except (OperationalError, InterfaceError) as error:
            _log.warning("the leases were not swept", error=str(error))
            continue
        if ended:
            _log.info("instances fell silent", count=ended)


def sweep_once(engine: Engine, expiry: Expiry) -> int:
    """Sweep in one transaction; return how many instances ended."""
    with engine.begin() as connection:
        outbox = OutboxWriter(connection, "platform")
        ended = expiry(connection, outbox).run()
        outbox.flush()
        return ended
