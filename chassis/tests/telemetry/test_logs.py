"""Log lines."""

import json
import logging

import pytest

from fv_chassis.telemetry import get_logger, log_context, span
from fv_chassis.telemetry.logs import JsonFormatter

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> "Lines":
    return Lines(caplog)


class Lines:
    """What would have been written, line by line; formatted at once, as the real handler does."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        caplog.handler.setFormatter(JsonFormatter("orders"))
        self._caplog = caplog

    def one(self) -> dict[str, object]:
        (line,) = self._caplog.text.strip().split("\n")
        found: dict[str, object] = json.loads(line)
        return found


def test_a_line_carries_its_fields_and_its_context(lines: Lines) -> None:
    with span("work", traceparent=TRACEPARENT), log_context(correlation_id="c-1"):
        get_logger("fv.test").info("order placed", order_id="o-1")
    line = lines.one()
    assert line["message"] == "order placed"
    assert (line["service"], line["level"]) == ("orders", "info")
    assert (line["order_id"], line["correlation_id"]) == ("o-1", "c-1")
    assert line["trace_id"] == "0af7651916cd43dd8448eb211c80319c"


def test_context_ends_with_its_block(lines: Lines) -> None:
    with log_context(correlation_id="c-1"):
        pass
    get_logger("fv.test").info("later")
    assert "correlation_id" not in lines.one()


def test_an_exception_brings_its_traceback_on_one_line(lines: Lines) -> None:
    try:
        raise KeyError("gone")
    except KeyError:
        get_logger("fv.test").exception("failed")
    assert "KeyError: 'gone'" in str(lines.one()["exception"])


def test_a_level_that_is_off_writes_nothing(lines: Lines, caplog: pytest.LogCaptureFixture) -> None:
    get_logger("fv.test").debug("detail")
    assert not caplog.records
