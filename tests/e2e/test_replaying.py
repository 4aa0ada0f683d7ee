"""`viscount replay` and `viscount audit` on a platform that does other things as well."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fv_cli.app import build_app
from fv_local.platform import LocalPlatform

ROOT = Path(__file__).parents[2]
BESIDE = ROOT.parent / "shared" / "data"
INVOICES = 40
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def retail_file(folder: Path) -> Path:
    """Return the real sales where they are, made-up ones elsewhere."""
    data = Path(os.environ["FV_DATA"]) if "FV_DATA" in os.environ else BESIDE
    real = data / "online-retail" / "2010-12.csv.xz"
    return real if real.exists() else _made_up(folder / "sales.csv")


def _made_up(path: Path) -> Path:
    rows = [
        f"{536365 + number},{code},A thing,{number % 7 + 1},2010-12-01 08:26:00,{price},17850.0,UK"
        for number in range(INVOICES)
        for code, price in (("85123A", "2.55"), ("85123a", "2.50"), ("POST", "18.0"))
    ]
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return path


@pytest.mark.timeout(600)
def test_a_replay_is_exact_and_a_second_one_adds_nothing(
    local: LocalPlatform, tmp_path: Path, verdict: Any
) -> None:
    journal = tmp_path / "journal.jsonl"

    def replay() -> dict[str, Any]:
        arguments = [
            *("replay", str(retail_file(tmp_path)), "--limit", str(INVOICES)),
            *("--journal", str(journal), "--state", str(local.folder.path), "--json"),
        ]
        run = CliRunner().invoke(build_app(), arguments)
        assert run.exit_code == 0, (run.output, run.exception)
        record: dict[str, Any] = json.loads(run.stdout)
        return record

    first, second = replay(), replay()

    assert first["exact"]
    assert first["orders"] == INVOICES
    figures = ("orders", "lines", "units", "gross")
    assert [first[name] for name in figures] == [second[name] for name in figures]
    assert verdict(journal).findings == ()
