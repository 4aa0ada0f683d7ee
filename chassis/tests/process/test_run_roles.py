"""Processes, seen from outside: signals, exit codes and the operations port."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

PRELUDE = """
import sys, time
from threading import Event
from fv_chassis.process import run_roles
from fv_chassis.settings import ServiceSettings
def waits(stop): stop.wait()
def dies(stop): raise ValueError("out of luck")
def returns(stop): pass
def clings(stop): time.sleep(600)
def run(drain=5.0, **roles):
    settings = ServiceSettings(drain_seconds=drain)
    run_roles("orders", roles, settings, {}, heartbeats=False)
"""


@dataclass
class Running:
    """A process under test; its log is read line by line."""

    process: subprocess.Popen[str]

    def until(self, message: str) -> dict[str, object]:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            entry: dict[str, object] = json.loads(line)
            if entry["message"] == message:
                return entry
        raise AssertionError(f"the process ended without saying {message!r}")

    def code(self) -> int:
        self.process.communicate(timeout=60)
        return self.process.returncode


Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(script: str, **environment: str) -> Running:
        process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + textwrap.dedent(script)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        started.append(process)
        return Running(process)

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_process_cleanly(start: Start, number: int) -> None:
    running = start("run(a=waits, b=waits)")
    running.until("running")
    running.process.send_signal(number)
    assert running.code() == 0


def test_a_role_that_dies_ends_the_process_loudly(start: Start) -> None:
    running = start("run(a=waits, b=dies)")
    assert "out of luck" in str(running.until("a role died")["exception"])
    assert running.until("the process ends because a role died")["roles"] == ["b"]
    assert running.code() == 1


def test_a_role_that_returns_unasked_ends_the_process(start: Start) -> None:
    running = start("run(a=waits, b=returns)")
    assert running.until("a role ended unasked")["role"] == "b"
    assert running.code() == 1


def test_a_role_that_clings_is_cut_off(start: Start) -> None:
    running = start("run(drain=0.2, a=clings)")
    running.until("running")
    running.process.send_signal(signal.SIGTERM)
    assert running.until("roles did not end in time")["roles"] == ["a"]
    assert running.code() == 1


def test_an_armed_failpoint_kills_at_the_named_pass(start: Start) -> None:
    script = """
    from fv_chassis.failpoints import failpoint
    def passes(stop):
        for number in range(5):
            print(number, flush=True, file=sys.stdout)
            failpoint("relay.after_send")
            failpoint("elsewhere")
    passes(None)
    """
    running = start(script, FV_FAILPOINTS="relay.after_send:3, other")
    assert running.until("failpoint relay.after_send strikes")
    assert running.code() == -signal.SIGKILL
