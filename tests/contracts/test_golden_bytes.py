"""Bytes that were once on the wire decode in both codecs, for ever.

The files in `golden/` were written when their contract was released; they are never written again.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format, symbol_database

GOLDEN = Path(__file__).with_name("golden")
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def google_message(name: str, data: bytes) -> Any:
    package = name.rsplit(".", 1)[0]
    for module in ("commands", "events", "results", "registry"):
        try:
            importlib.import_module(f"{package}.{module}_pb2")
        except ModuleNotFoundError:
            continue
    message = symbol_database.Default().GetSymbol(name)()
    message.ParseFromString(data)
    return message


def consumer_message(name: str, data: bytes) -> Any:
    package, cls = name.rsplit(".", 1)
    return getattr(importlib.import_module(f"fv_messages.{package}"), cls).parse(data)


def test_there_are_golden_bytes() -> None:
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_services_codec_reads_golden_bytes(name: str) -> None:
    message = google_message(name, (GOLDEN / f"{name}.bin").read_bytes())
    expected = json.loads((GOLDEN / f"{name}.json").read_text())
    assert json_format.MessageToDict(message) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_consumers_codec_reads_golden_bytes(name: str) -> None:
    message = consumer_message(name, (GOLDEN / f"{name}.bin").read_bytes())
    expected = json.loads((GOLDEN / f"{name}.json").read_text())
    assert message.to_dict() == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_consumers_codec_writes_what_the_services_read(name: str) -> None:
    data = (GOLDEN / f"{name}.bin").read_bytes()
    assert google_message(name, bytes(consumer_message(name, data))) == google_message(name, data)
