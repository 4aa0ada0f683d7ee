"""What a process of the orders service does."""

from collections.abc import Callable
from threading import Event
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from fv_chassis.ops.server import Check
from fv_chassis.postgres import migrate
from fv_chassis.process import Role, run_roles
from fv_chassis.telemetry import configure, get_logger
from fv_orders.main.container import OrdersContainer
from fv_orders.main.settings import SERVICE, OrdersSettings

COMMANDS = ("run", "serve", "consume", "relay", "work", "migrate")
_ATTEMPTS = 60
_log = get_logger(__name__)


def main(command: str) -> None:
    """Run one command to its end."""
    settings = OrdersSettings()
    configure(SERVICE, settings)
    if command in ("run", "migrate"):
        migrate_when_possible(settings.database_url)
    if command == "migrate":
        return
    container: Any = OrdersContainer(settings=settings)
    roles: dict[str, Role] = {}
    checks: dict[str, Check] = {"database": lambda: _answers(container.engine())}
    for name, add in _ROLES.items():
        if command in ("run", name):
            add(container, roles, checks)
    run_roles(SERVICE, roles, settings, checks)


def migrate_when_possible(url: str) -> None:
    """Bring the database to the newest revision; waits up to a minute for it to be there."""
    wait = Event()
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return migrate(url, "fv_orders")
        except OperationalError as error:
            if attempt == _ATTEMPTS:
                raise
            _log.info("waiting for the database", error=str(error.orig))
            wait.wait(1)
    return None


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        return False
    return True


def _serve(container: Any, roles: dict[str, Role], checks: dict[str, Check]) -> None:
    roles["grpc"] = container.server().run
    checks["jwks"] = container.verifier().ready


def _consume(container: Any, roles: dict[str, Role], checks: dict[str, Check]) -> None:
    for name, consumer in container.consumers().items():
        roles[name] = consumer.run
        checks[name] = consumer.ready


def _relay(container: Any, roles: dict[str, Role], checks: dict[str, Check]) -> None:
    roles["relay"] = container.relay().run
    checks["relay"] = container.relay().ready


def _work(container: Any, roles: dict[str, Role], checks: dict[str, Check]) -> None:
    roles["payments"] = container.worker().run
    roles["payment-notifications"] = container.notifications().run
    roles["deadlines"] = container.deadlines().run


_ROLES: dict[str, Callable[[Any, dict[str, Role], dict[str, Check]], None]] = {
    "serve": _serve,
    "consume": _consume,
    "relay": _relay,
    "work": _work,
}
