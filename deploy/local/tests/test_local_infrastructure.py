"""Servers, broker and provider for real: started, killed, stopped."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fv_local import processes
from fv_local.platform import LocalPlatform
from fv_local.polling import poll
from fv_local.services import SERVICES

INFRASTRUCTURE = [*(f"postgres-{service}" for service in SERVICES), "broker", "sandbox-payments"]


@pytest.fixture(scope="module")
def platform() -> Iterator[LocalPlatform]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        local = LocalPlatform(Path(folder, "state"))
        local.up(only=INFRASTRUCTURE)
        yield local
        local.down()


def setting(platform: LocalPlatform, name: str) -> str:
    url = platform.file.databases["orders"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def test_everything_is_ready_and_named(platform: LocalPlatform) -> None:
    status = {program.name: program for program in platform.status()}

    assert set(status) == set(INFRASTRUCTURE)
    assert all(program.pid and not program.not_ready for program in status.values())
    assert all(program.memory_bytes > 0 for program in status.values())


def test_the_database_is_there_and_durable(platform: LocalPlatform) -> None:
    durable = [setting(platform, name) for name in ("fsync", "synchronous_commit")]

    assert durable == ["on", "on"]
    assert setting(platform, "shared_preload_libraries") == "pg_stat_statements"


def test_up_twice_starts_nothing_anew(platform: LocalPlatform) -> None:
    before = {name: platform.pid(name) for name in INFRASTRUCTURE}

    platform.up(only=INFRASTRUCTURE)

    assert {name: platform.pid(name) for name in INFRASTRUCTURE} == before


def test_a_killed_program_comes_back(platform: LocalPlatform) -> None:
    killed = platform.kill("sandbox-payments")

    assert poll(lambda: platform.pid("sandbox-payments") not in {0, killed}, seconds=30)
    platform.wait_ready("sandbox-payments")


def test_the_broker_is_replaced(platform: LocalPlatform) -> None:
    before = platform.pid("broker")

    platform.restart_broker()

    assert platform.pid("broker") != before


def test_a_paused_program_is_not_ready_until_it_is_resumed(platform: LocalPlatform) -> None:
    platform.pause("sandbox-payments")
    paused = {program.name: program.not_ready for program in platform.status()}
    platform.resume("sandbox-payments")

    assert paused["sandbox-payments"]
    platform.wait_ready("sandbox-payments")


def test_down_leaves_no_process_even_without_its_supervisor() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        local = LocalPlatform(Path(folder, "state"))
        local.up(only=["broker", "postgres-orders"])
        own = processes.marked(local.folder.path)
        supervisor = next(process for process in own if "supervisord" in str(process.cmdline()))
        supervisor.kill()
        poll(lambda: not local.running(), seconds=10)

        killed = local.down()

        assert len(killed) == 2
        assert not processes.alive(own)
        assert not processes.marked(local.folder.path)
