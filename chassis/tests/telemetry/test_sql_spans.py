"""Statements as children of the span that they run in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from fv_chassis.telemetry import span, spans
from fv_chassis.telemetry.recorder import JsonLinesExporter, OpenTelemetryRecorder
from fv_chassis.telemetry.sql import record_statements


@pytest.fixture
def spans_file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "spans.jsonl"
    recorder = OpenTelemetryRecorder("orders", "1", 1.0, JsonLinesExporter(path))
    spans.use(recorder)
    record_statements()
    yield path
    spans.use(None)
    recorder.close()


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    yield made
    made.dispose()


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_statement_is_the_child_of_the_batch(spans_file: Path, engine: Engine) -> None:
    with engine.connect() as connection, span("batch"):
        connection.execute(text("SELECT  :secret\n AS x"), {"secret": "4111"})
    statement, batch = lines(spans_file)
    assert (statement["name"], statement["parent_id"]) == ("sql", batch["span_id"])
    assert "4111" not in json.dumps(statement)


def test_a_statement_that_fails_says_so(spans_file: Path, engine: Engine) -> None:
    with engine.connect() as connection, span("batch"), pytest.raises(OperationalError):
        connection.execute(text("SELECT * FROM nothing"))
    assert lines(spans_file)[0]["error"] == "OperationalError"


def test_outside_of_a_span_nothing_is_recorded(spans_file: Path, engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert lines(spans_file) == []
