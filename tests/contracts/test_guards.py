"""Every import contract is seen to bite: a module that breaks it on purpose is refused."""

import os
import shutil
import subprocess
import sys
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


BREACHES = [
    ("hexagon", "fv_{s}/domain/breach.py", "import fv_{s}.application\n"),
    ("hexagon", "fv_{s}/inbound/breach.py", "import fv_{s}.main\n"),
    ("hexagon", "fv_{s}/utils.py", ""),
    ("core", "fv_{s}/domain/breach.py", "import sqlalchemy\n"),
    ("core", "fv_{s}/application/breach.py", "import fv_chassis\n"),
    ("transports", "fv_{s}/inbound/breach.py", "import psycopg\n"),
    ("container", "fv_{s}/outbound/breach.py", "import dependency_injector\n"),
]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("contract", "path", "code"), BREACHES)
def test_a_breach_inside_a_service_is_refused(
    tree: Path, service: str, contract: str, path: str, code: str
) -> None:
    breach = tree / path.format(s=service)
    breach.write_text(code.format(s=service))
    try:
        assert lint(tree, f"{service}-{contract}").returncode == 1
    finally:
        breach.unlink()


@pytest.mark.parametrize(
    ("contract", "path", "code"),
    [
        ("neighbours", "fv_orders/breach.py", "import fv_inventory\n"),
        ("neighbours", "fv_edge/breach.py", "import fv_orders\n"),
        ("chassis", "fv_chassis/breach.py", "import fv_catalog\n"),
    ],
)
def test_a_breach_between_neighbours_is_refused(
    tree: Path, contract: str, path: str, code: str
) -> None:
    breach = tree / path
    breach.write_text(code)
    try:
        assert lint(tree, contract).returncode == 1
    finally:
        breach.unlink()
