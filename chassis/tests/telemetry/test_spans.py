"""Traces: what is recorded, what is only carried, and what is neither."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fv_chassis.telemetry import current_traceparent, span, spans
from fv_chassis.telemetry.recorder import JsonLinesExporter, OpenTelemetryRecorder
from fv_chassis.telemetry.traceparent import draw, is_sampled, is_well_formed, parse

TRACE = "0af7651916cd43dd8448eb211c80319c"
SAMPLED = f"00-{TRACE}-b7ad6b7169203331-01"
UNSAMPLED = f"00-{TRACE}-b7ad6b7169203331-00"


class Recording:
    """A recorder whose spans can be read."""

    def __init__(self, path: Path, ratio: float) -> None:
        self._path = path
        self.recorder = OpenTelemetryRecorder("orders", "1", ratio, JsonLinesExporter(path))

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._path.read_text().splitlines()]


@pytest.fixture(params=[1.0])
def recording(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Recording]:
    made = Recording(tmp_path / "spans.jsonl", request.param)
    spans.use(made.recorder)
    yield made
    spans.use(None)
    made.recorder.close()


def test_a_span_is_the_child_of_the_header_it_was_given(recording: Recording) -> None:
    with span("place order", traceparent=SAMPLED):
        inside = parse(current_traceparent())
    (line,) = recording.lines()
    assert inside is not None
    assert (line["trace_id"], line["parent_id"]) == (TRACE, "b7ad6b7169203331")
    assert (line["span_id"], inside.trace_id) == (inside.span_id, TRACE)


def test_spans_nest(recording: Recording) -> None:
    with span("outer"), span("inner"):
        pass
    inner, outer = recording.lines()
    assert inner["parent_id"] == outer["span_id"]
    assert inner["trace_id"] == outer["trace_id"]
    assert current_traceparent() is None


def test_a_batch_links_to_its_messages(recording: Recording) -> None:
    with span("batch", links=[SAMPLED, None, "garbage"], attributes={"messages": 3}):
        pass
    (line,) = recording.lines()
    assert line["links"] == [f"{TRACE}-b7ad6b7169203331"]
    assert line["attributes"] == {"messages": 3}


def test_an_error_is_recorded_and_raised_on(recording: Recording) -> None:
    with pytest.raises(KeyError), span("failing"):
        raise KeyError("gone")
    assert recording.lines()[0]["error"] == "KeyError"


def test_a_trace_that_is_not_sampled_is_only_carried(recording: Recording) -> None:
    with span("consume", traceparent=UNSAMPLED) as opened:
        assert current_traceparent() == UNSAMPLED
        assert not opened.recorded
    assert not recording.lines()


@pytest.mark.parametrize("recording", [0.0], indirect=True)
def test_a_ratio_of_nothing_records_no_root_but_follows_its_parents(recording: Recording) -> None:
    with span("root"):
        inside = parse(current_traceparent())
    assert inside is not None
    assert not inside.sampled
    with span("child", traceparent=SAMPLED):
        pass
    assert [line["name"] for line in recording.lines()] == ["child"]


@pytest.mark.parametrize("recording", [0.5], indirect=True)
def test_the_decision_taken_at_the_root_is_the_recorders_too(recording: Recording) -> None:
    carried = []
    for _ in range(64):
        with span("root"):
            carried.append(parse(current_traceparent()))
    sampled = {position.trace_id for position in carried if position and position.sampled}
    assert {line["trace_id"] for line in recording.lines()} == sampled


def test_without_a_recorder_a_trace_has_an_id_all_the_same() -> None:
    with span("work"):
        position = parse(current_traceparent())
    assert position is not None
    assert not position.sampled


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "garbage",
        f"ff-{TRACE}-b7ad6b7169203331-01",
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-b7ad6b7169203331-01",
    ],
)
def test_malformed_headers_are_ignored(header: str | None) -> None:
    assert parse(header) is None


def test_headers_survive_the_round_trip() -> None:
    assert str(parse(SAMPLED)) == SAMPLED
    assert is_sampled(draw(1))
    assert not is_sampled(draw(0))
    assert is_well_formed(draw(0.5))
