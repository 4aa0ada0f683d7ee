"""Speaks to the supervisor over its socket."""

import http.client
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from supervisor.compat import xmlrpclib
from supervisor.xmlrpc import Faults, SupervisorTransport

from fv_local.failures import LocalPlatformFailed
from fv_local.folder import StateFolder
from fv_local.polling import poll

_UNREACHABLE = (OSError, http.client.HTTPException)
RUNNING_STATES = frozenset({"STARTING", "RUNNING"})


class SupervisorFailed(LocalPlatformFailed):
    """The supervisor did not start, or refused a request."""


@dataclass(frozen=True, slots=True)
class Process:
    """A program as the supervisor sees it; pid 0 when it does not run."""

    name: str
    state: str
    pid: int
    uptime_seconds: int
    note: str


class Supervisor:
    """The supervisor of one state folder; every call may raise `SupervisorFailed`."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder
        self._config = folder.run / "supervisord.conf"

    def running(self) -> bool:
        """Return whether a supervisor answers on the folder's socket."""
        try:
            return bool(self._rpc().getState()["statename"] == "RUNNING")
        except _UNREACHABLE:
            return False

    def pid(self) -> int:
        """Return the supervisor's own process id."""
        return int(self._call("getPID"))

    def launch(self, environment: dict[str, str]) -> None:
        """Start the supervisor, and with it every program, in a session of its own.

        A session of its own keeps an interrupt at the caller's terminal from reaching it.
        """
        with (self._folder.logs / "supervisor.err.log").open("ab") as errors:
            launched = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(self._config)],
                cwd=self._folder.path,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        if not poll(lambda: self.running() or launched.poll() is not None, seconds=20):
            raise SupervisorFailed("the supervisor does not answer")
        if launched.poll() is not None:
            raise SupervisorFailed(f"the supervisor ended: see {self._folder.logs}")

    def apply_config(self) -> None:
        """Read the configuration again and start, restart or remove what differs."""
        (added, changed, removed), *_ = self._call("reloadConfig")
        for name in (*changed, *removed):
            self.stop([name])
            self._call("removeProcessGroup", name)
        for name in (*added, *changed):
            self._call("addProcessGroup", name)

    def processes(self) -> list[Process]:
        """Return every program, in the order of the configuration."""
        return [_process(record) for record in self._call("getAllProcessInfo")]

    def process(self, name: str) -> Process:
        """Return one program."""
        return _process(self._call("getProcessInfo", name))

    def start(self, name: str) -> None:
        """Start a program unless it runs; returns at once."""
        self._call("startProcess", name, False, accept=(Faults.ALREADY_STARTED,))

    def stop(self, names: Sequence[str]) -> None:
        """Stop programs side by side and wait until all of them have ended."""
        for name in names:
            self._call("stopProcess", name, False, accept=(Faults.NOT_RUNNING,))
        ended = {"STOPPED", "EXITED", "FATAL"}
        poll(lambda: all(p.state in ended for p in self.processes() if p.name in names), seconds=45)

    def shutdown(self) -> None:
        """Ask the supervisor to end; returns at once."""
        self._call("shutdown")

    def _call(self, method: str, *arguments: Any, accept: tuple[int, ...] = ()) -> Any:
        try:
            return getattr(self._rpc(), method)(*arguments)
        except xmlrpclib.Fault as fault:
            if fault.faultCode in accept:
                return None
            raise SupervisorFailed(f"{method}{arguments}: {fault.faultString}") from fault
        except _UNREACHABLE as error:
            raise SupervisorFailed("no supervisor runs for this state folder") from error

    def _rpc(self) -> Any:
        transport = SupervisorTransport(serverurl=f"unix://{self._folder.socket}")
        return xmlrpclib.ServerProxy("http://localhost/RPC2", transport=transport).supervisor


def _process(record: dict[str, Any]) -> Process:
    return Process(
        name=record["name"],
        state=record["statename"],
        pid=record["pid"],
        uptime_seconds=max(0, record["now"] - record["start"]) if record["pid"] else 0,
        note=record["spawnerr"] or record["description"],
    )
