"""Every import contract is seen to bite: a module that breaks it on purpose is refused."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
SERVICES = ("catalog", "inventory", "orders", "platform")
SOURCES = {
    **{f"fv_{name}": ROOT / "services" / name / "src" for name in SERVICES},
    "fv_edge": ROOT / "edge-api" / "src",
    "fv_chassis": ROOT / "chassis" / "src",
    "fv_cli": ROOT / "cli" / "src",
    "fv_local": ROOT / "deploy" / "local" / "src",
    "fv_sandbox_payments": ROOT / "deploy" / "sandbox-payments" / "src",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / ".importlinter", copy)
    for package, source in SOURCES.items():
        shutil.copytree(
            source / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return copy


def lint(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for name in contracts for argument in ("--contract", name)]
    return subprocess.run(
        [LINT, "--no-cache", *chosen],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_tree_keeps_its_contracts(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout + result.stderr


# Every round breaks every contract of every service once, so that one analysis judges them all.
ROUNDS = [
    {
        "hexagon": ("fv_{s}/domain/breach_layer.py", "import fv_{s}.application\n"),
        "core": ("fv_{s}/domain/breach_framework.py", "import sqlalchemy\n"),
        "transports": ("fv_{s}/inbound/breach_driver.py", "import psycopg\n"),
        "container": ("fv_{s}/outbound/breach_container.py", "import dependency_injector\n"),
    },
    {
        "hexagon": ("fv_{s}/inbound/breach_layer.py", "import fv_{s}.main\n"),
        "core": ("fv_{s}/application/breach_chassis.py", "import fv_chassis\n"),
        "transports": ("fv_{s}/inbound/breach_broker.py", "import confluent_kafka\n"),
        "container": ("fv_{s}/domain/breach_container.py", "import dependency_injector\n"),
    },
    {"hexagon": ("fv_{s}/utils.py", "")},
]


@contextmanager
def breaches(tree: Path, files: dict[str, str]) -> Iterator[None]:
    for path, code in files.items():
        (tree / path).write_text(code)
    try:
        yield
    finally:
        for path in files:
            (tree / path).unlink()


def broken(tree: Path, *contracts: str) -> set[str]:
    """Return the titles of the contracts that are reported as broken."""
    report = lint(tree, *contracts).stdout
    return {line.removesuffix(" BROKEN") for line in report.splitlines() if line.endswith("BROKEN")}


def titles() -> dict[str, str]:
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    prefix = "importlinter:contract:"
    return {
        section.removeprefix(prefix): config[section]["name"]
        for section in config.sections()
        if section.startswith(prefix)
    }


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_a_breach_of_any_contract_inside_a_service_is_refused(tree: Path, number: int) -> None:
    breached = ROUNDS[number]
    files = {
        path.format(s=service): code.format(s=service)
        for service in SERVICES
        for path, code in breached.values()
    }
    contracts = [f"{service}-{name}" for service in SERVICES for name in breached]
    with breaches(tree, files):
        assert broken(tree, *contracts) == {titles()[name] for name in contracts}


def test_a_breach_between_neighbours_is_refused(tree: Path) -> None:
    files = {
        "fv_orders/breach.py": "import fv_inventory\n",
        "fv_chassis/breach.py": "import fv_catalog\n",
    }
    with breaches(tree, files):
        assert broken(tree, "neighbours", "chassis") == {
            titles()["neighbours"],
            titles()["chassis"],
        }


def test_every_contract_is_broken_by_some_test() -> None:
    by_service = {f"{service}-{name}" for service in SERVICES for name in ROUNDS[0]}
    assert set(titles()) == by_service | {"neighbours", "chassis"}
