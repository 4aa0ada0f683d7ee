"""Schemathesis finds no 5xx and no undocumented answer."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CHECKS = (
    "not_a_server_error,status_code_conformance,"
    "content_type_conformance,response_schema_conformance"
)


@pytest.mark.timeout(600)
def test_schemathesis_finds_no_5xx_and_no_undocumented_answer(shop: Any, tmp_path: Path) -> None:
    url = shop.operator.base_url
    run = subprocess.run(
        [
            *(SCHEMATHESIS, "run", f"{url}/api/v1/openapi.json", "--url", url),
            *("--header", f"Authorization: Bearer {shop.operator.token()}"),
            *("--checks", CHECKS, "--max-examples", "4", "--phases", "examples,fuzzing"),
            *("--exclude-path-regex", "/events$", "--seed", "1", "--request-timeout", "60"),
            *("--suppress-health-check", "all", "--generation-database", "none", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
