"""A short bench: its figures are there, and the platform is sound afterwards."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fv_cli.app import build_app
from fv_local.platform import LocalPlatform


@pytest.mark.timeout(600)
def test_a_short_bench_measures_and_leaves_a_sound_platform(
    local: LocalPlatform, tmp_path: Path
) -> None:
    arguments = ["bench", "orders", "--seconds", "5", "--concurrency", "8", "--no-limits"]
    place = ["--out", str(tmp_path), "--state", str(local.folder.path), "--json"]

    run = CliRunner().invoke(build_app(), [*arguments, *place])

    assert run.exit_code == 0, (run.output, run.exception)
    record = json.loads((tmp_path / "bench.json").read_text())
    figures = record["figures"]
    assert figures["sent"] == figures["accepted"] == figures["confirmed"] > 0
    assert record["findings"] == []
    assert record["statements_per_order"] > 0
    assert {"orders", "inventory", "edge-1", "broker"} <= record[
        "cpu_seconds_per_1000_orders"
    ].keys()
    assert "place to confirmed" in (tmp_path / "bench.md").read_text()
