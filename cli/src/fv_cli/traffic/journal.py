"""The client's journal: every key that was sent and every answer that came, as JSON lines."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

JOURNAL_NAME = "journal.jsonl"
"""The journal's file in the state folder unless another is named."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: status 0 says that the key is about to be sent, any other that it was answered.

    `answer` is the body without an order's lines; of a refusal it is the problem document.
    """

    key: str
    method: str
    path: str
    status: int = 0
    answer: Mapping[str, Any] = field(default_factory=dict)
    at: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether the line is an answer."""
        return self.status != 0

    @property
    def accepted(self) -> bool:
        """Whether the line says that the write took effect."""
        return 200 <= self.status < 300


class Journal:
    """Appends entries to a file; each line is in the operating system's hands when it returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", buffering=1)

    def sending(self, key: str, method: str, path: str) -> None:
        """Write down that a key is about to be sent."""
        self._write(Entry(key, method, path))

    def answered(
        self, key: str, method: str, path: str, status: int, answer: Mapping[str, Any]
    ) -> None:
        """Write down what came back."""
        self._write(Entry(key, method, path, status, _essence(answer)))

    def _write(self, entry: Entry) -> None:
        record = {
            "at": round(time.time(), 6),
            "key": entry.key,
            "method": entry.method,
            "path": entry.path,
            "status": entry.status,
            "answer": entry.answer,
        }
        self._file.write(json.dumps(record, separators=(",", ":")) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_journal(path: Path) -> Iterator[Entry]:
    """Yield the entries; a last line that a crash cut short is passed over."""
    if not path.exists():
        return
    with path.open() as file:
        for line in file:
            if not line.endswith("\n"):
                return
            record = json.loads(line)
            yield Entry(
                record["key"],
                record["method"],
                record["path"],
                record["status"],
                record["answer"],
                record["at"],
            )


def _essence(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "lines"}
