"""What stands outside looks from outside: these tests and the command import no service's code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTSIDE = ("tests/e2e", "tests/chaos", "tests/load", "cli/src")
FORBIDDEN = ("fv_catalog", "fv_inventory", "fv_orders", "fv_platform", "fv_edge", "firstviscount")


def breaches(source: str) -> Iterator[str]:
    """Yield every module that the source imports and should not."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from (name for name in names if name.partition(".")[0] in FORBIDDEN)


@pytest.mark.parametrize("folder", OUTSIDE)
def test_nothing_outside_imports_a_service(folder: str) -> None:
    files = [*(ROOT / folder).rglob("*.py"), ROOT / "tests" / "conftest.py"]
    found = {file.name: list(breaches(file.read_text())) for file in files}

    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import fv_orders",
        "from fv_edge.routes import orders",
        "def f():\n  import fv_catalog.domain",
    ],
)
def test_the_rule_bites(source: str) -> None:
    assert list(breaches(source))
