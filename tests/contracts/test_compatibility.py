"""The breaking check against the released baseline, and that it bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUF = Path(sys.executable).with_name("buf")
BASELINES = sorted((ROOT / "proto" / "released").glob("*.binpb"))


def breaking(tree: Path, baseline: Path) -> subprocess.CompletedProcess[str]:
    command = [BUF, "breaking", str(tree), "--against", str(baseline)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "buf.yaml", tmp_path)
    shutil.copytree(ROOT / "proto" / "firstviscount", tmp_path / "proto" / "firstviscount")
    return tmp_path


def test_there_is_a_baseline() -> None:
    assert BASELINES


@pytest.mark.parametrize("baseline", BASELINES, ids=lambda path: path.name)
def test_the_contracts_still_read_what_was_released(contracts: Path, baseline: Path) -> None:
    result = breaking(contracts, baseline)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_field_that_is_renumbered_is_refused(contracts: Path) -> None:
    money = contracts / "proto/firstviscount/common/v1/money.proto"
    money.write_text(money.read_text().replace("int64 units = 2;", "int64 units = 4;"))
    result = breaking(contracts, BASELINES[-1])
    assert result.returncode != 0
    assert "units" in result.stdout


def test_a_missing_baseline_is_an_error(contracts: Path) -> None:
    assert breaking(contracts, contracts / "missing.binpb").returncode != 0


def test_a_message_without_a_comment_is_refused(contracts: Path) -> None:
    money = contracts / "proto/firstviscount/common/v1/money.proto"
    money.write_text(money.read_text() + "\nmessage Undocumented {}\n")
    result = subprocess.run(
        [BUF, "lint", str(contracts)], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "Undocumented" in result.stdout
