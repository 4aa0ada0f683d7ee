"""One platform on this machine: everything that `viscount up` starts."""

import dataclasses
import fcntl
import os
import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fv_local import processes
from fv_local.blueprint import MOST_EDGES, draw_blueprint
from fv_local.failures import LocalPlatformFailed
from fv_local.folder import StateFolder
from fv_local.options import Options
from fv_local.platform_file import PlatformFile, write_private
from fv_local.polling import poll
from fv_local.ports import is_free
from fv_local.programs import Layer, Program, load_programs, save_programs
from fv_local.readiness import Readiness
from fv_local.services import inherited_environment
from fv_local.supervisor_client import Supervisor
from fv_local.supervisor_config import render_config

Progress = Callable[[Mapping[str, str]], None]
"""Told again and again what is not ready yet, and why."""


class NotReady(LocalPlatformFailed):
    """The platform did not become ready in time; `missing` says what is not, and why."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        self.missing = missing
        named = "; ".join(f"{name}: {why}" for name, why in missing.items())
        super().__init__(f"not ready: {named} (`viscount logs PROGRAM` shows why)")


@dataclass(frozen=True, slots=True)
class ProgramStatus:
    """A program at one moment; pid 0 when it does not run, `not_ready` empty when it is ready."""

    name: str
    state: str
    pid: int
    uptime_seconds: int
    not_ready: str
    memory_bytes: int


class LocalPlatform:
    """A platform by its state folder; another object for the same folder controls the same one."""

    def __init__(self, state_dir: Path | str = ".viscount") -> None:
        self._requested = Path(state_dir)
        self._folder = StateFolder.open(self._requested)
        self._supervisor = Supervisor(self._folder)
        self._readiness = Readiness()

    @property
    def folder(self) -> StateFolder:
        """Where the platform keeps everything."""
        return self._folder

    @property
    def file(self) -> PlatformFile:
        """The addresses and clients; FileNotFoundError before the first `up`."""
        return PlatformFile.load(self._folder.path)

    @property
    def options(self) -> Options:
        """What was chosen last."""
        return Options.load(self._folder)

    def running(self) -> bool:
        """Return whether the supervisor runs."""
        return self._supervisor.running()

    def up(
        self,
        options: Options | None = None,
        *,
        only: Collection[str] = (),
        timeout: float = 120,
        progress: Progress = lambda missing: None,
    ) -> PlatformFile:
        """Start what does not run and wait until everything is ready; `NotReady` after `timeout`.

        Options that differ from the last ones restart what they change. `only` names the programs
        to run, all when empty.
        """
        with self._alone():
            self._apply(options or self.options, only)
        self.wait_ready(*only, timeout=timeout, progress=progress)
        return self.file

    def down(self) -> list[str]:
        """Drain and stop everything; return what had to be killed because it outlived that."""
        with self._alone():
            known = processes.marked(self._folder.path)
            if self.running():
                known += processes.tree(self._supervisor.pid())
                self._stop_by_layer()
                self._supervisor.shutdown()
                poll(lambda: not self.running(), seconds=10)
                poll(lambda: not processes.alive(known), seconds=5)
            return processes.kill_all({*known, *processes.marked(self._folder.path)})

    def forget(self) -> None:
        """Delete everything that the platform kept; `ValueError` while it runs."""
        if self.running():
            raise ValueError("a running platform cannot be forgotten")
        self._folder.forget(self._requested)

    def scale_edges(self, count: int, *, timeout: float = 60) -> None:
        """Run this many edges; the registry tells the entrance."""
        if not 1 <= count <= MOST_EDGES:
            raise ValueError(f"there may be 1 to {MOST_EDGES} edges")
        self.up(dataclasses.replace(self.options, edges=count), timeout=timeout)

    def override(self, program: str, environment: Mapping[str, str]) -> None:
        """Set a program's additional environment variables and restart it when they differ."""
        options = self.options
        overrides = {**options.overrides, program: dict(environment)}
        with self._alone():
            self._apply(dataclasses.replace(options, overrides=overrides), ())

    def pid(self, program: str) -> int:
        """Return the program's process id; 0 when it does not run at the moment."""
        return self._supervisor.process(program).pid

    def kill(self, program: str) -> int:
        """Kill the program at once (SIGKILL) and return its pid; the supervisor starts it again."""
        pid = self.pid(program)
        if pid:
            os.kill(pid, signal.SIGKILL)
        return pid

    def pause(self, program: str) -> None:
        """Stop the program's processes where they are (SIGSTOP)."""
        for process in processes.tree(self.pid(program)):
            process.suspend()

    def resume(self, program: str) -> None:
        """Let the program's processes go on (SIGCONT)."""
        for process in processes.tree(self.pid(program)):
            process.resume()

    def stop(self, *programs: str) -> None:
        """Drain and stop programs; they stay stopped until `start`."""
        self._supervisor.stop(programs)

    def start(self, *programs: str) -> None:
        """Start programs that were stopped; returns at once."""
        for program in programs:
            self._supervisor.start(program)

    def restart_broker(self) -> None:
        """Kill the broker and wait for the next; the embedded one comes back without its data."""
        before = self.kill("broker")
        poll(lambda: self.pid("broker") not in {0, before}, seconds=30)
        self.wait_ready("broker")

    def wait_ready(
        self,
        *programs: str,
        timeout: float = 60,
        progress: Progress = lambda missing: None,
    ) -> None:
        """Wait until the programs are ready, all and the entrance when none is named.

        `NotReady` after `timeout` seconds.
        """
        chosen = _chosen(load_programs(self._folder), programs)
        entrance = "" if programs else self.file.urls["rest"]
        missing: Mapping[str, str] = {}

        def all_ready() -> bool:
            nonlocal missing
            missing = self._readiness.what_is_missing(chosen)
            if not missing and entrance:
                why = self._readiness.why_no_route(entrance)
                missing = {"route to an edge": why} if why else {}
            progress(missing)
            return not missing

        if not poll(all_ready, seconds=timeout, pause=0.1):
            raise NotReady(missing)

    def status(self) -> list[ProgramStatus]:
        """Return every program as it is now; empty when the platform is down."""
        if not self.running():
            return []
        running = self._supervisor.processes()
        missing = self._readiness.what_is_missing(load_programs(self._folder))
        return [
            ProgramStatus(
                name=process.name,
                state=process.state.lower(),
                pid=process.pid,
                uptime_seconds=process.uptime_seconds,
                not_ready=missing.get(process.name, ""),
                memory_bytes=processes.memory_bytes(process.pid) if process.pid else 0,
            )
            for process in running
        ]

    def _apply(self, options: Options, only: Collection[str]) -> None:
        running = self.running()
        if not running:
            processes.kill_all(processes.marked(self._folder.path))
        blueprint = draw_blueprint(
            self._folder, options, usable=self._usable_port if running else is_free
        )
        options.save(self._folder)
        blueprint.file.save(self._folder.path)
        programs = _chosen(blueprint.programs, only)
        save_programs(self._folder, programs)
        config = render_config(self._folder, programs)
        write_private(self._folder.run / "supervisord.conf", config)
        if running:
            self._supervisor.apply_config()
        else:
            mark = {processes.MARK: str(self._folder.path)}
            self._supervisor.launch({**inherited_environment(), **mark})

    def _usable_port(self, port: int) -> bool:
        """A running platform's own ports are in use and stay its own."""
        own = {number for uses in self.file.ports.values() for number in uses.values()}
        return port in own or is_free(port)

    def _stop_by_layer(self) -> None:
        layers = {program.name: program.layer for program in load_programs(self._folder)}
        names = [process.name for process in self._supervisor.processes()]
        for layer in sorted(Layer, reverse=True):
            self._supervisor.stop([name for name in names if layers.get(name) == layer])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one caller at a time change what runs."""
        with (self._folder.run / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _chosen(programs: Iterable[Program], only: Collection[str]) -> list[Program]:
    return [program for program in programs if not only or program.name in only]
