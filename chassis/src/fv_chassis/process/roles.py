"""The main function of every process."""

import os
import signal
from collections.abc import Mapping
from threading import Event

from fv_chassis.heartbeats import Heartbeats
from fv_chassis.ops import OpsServer
from fv_chassis.ops.server import Check
from fv_chassis.process.supervision import Role, Supervision
from fv_chassis.settings import ServiceSettings
from fv_chassis.telemetry import configure, get_logger

_log = get_logger(__name__)


def run_roles(
    service: str,
    roles: Mapping[str, Role],
    settings: ServiceSettings,
    checks: Mapping[str, Check],
    *,
    endpoints: Mapping[str, str] | None = None,
    heartbeats: bool = True,
) -> None:
    """Run the roles, one thread each, until SIGTERM or SIGINT; call it from the main thread.

    Starts telemetry, the operations port with `checks`, and heartbeats that announce `endpoints`
    (gRPC and operations, where the settings name ports, are added). On a signal the roles' event
    is set and they get `drain_seconds` to end. Returns after a clean end; ends the process with
    code 1 (`SystemExit`) when a role died or would not end.
    """
    configure(service, settings)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    ops = OpsServer(settings.ops_port, checks, settings.host)
    ops.start()
    every_role = dict(roles)
    if heartbeats:
        announced = _endpoints(settings, ops.port) | dict(endpoints or {})
        every_role["heartbeats"] = Heartbeats(service, settings, checks, announced).run
    supervision = Supervision(every_role, stop)
    supervision.start()
    _log.info("running", roles=list(every_role), ops_port=ops.port)
    while not stop.wait(1):
        pass
    _log.info("draining", seconds=settings.drain_seconds)
    stuck = supervision.drain(settings.drain_seconds)
    ops.stop()
    _end(stuck, supervision.failed)


def _endpoints(settings: ServiceSettings, ops_port: int) -> dict[str, str]:
    found = {"ops": f"{settings.public_host}:{ops_port}"}
    if settings.grpc_port:
        found["grpc"] = f"{settings.public_host}:{settings.grpc_port}"
    return found


def _end(stuck: list[str], failed: list[str]) -> None:
    if stuck:
        _log.error("roles did not end in time", roles=stuck)
        # A thread stuck in a driver's C code would hold the interpreter's own shutdown up for ever.
        os._exit(1)
    if failed:
        _log.error("the process ends because a role died", roles=failed)
        raise SystemExit(1)
    _log.info("ended")
