"""A record as the edge looks at it: by key and header, the value only when it matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class RawRecord(Protocol):
    """A record as the broker's client hands it over."""

    def topic(self) -> str: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...
    def headers(self) -> Sequence[tuple[str, bytes | None]] | None: ...


@dataclass(frozen=True, slots=True)
class Record:
    """One record; headers are decoded only when asked for."""

    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes | None]] = ()

    @classmethod
    def of(cls, raw: RawRecord) -> "Record":
        """Take over what the client holds."""
        return cls(raw.topic(), raw.key() or b"", raw.value() or b"", raw.headers() or ())

    def header(self, name: str) -> str:
        """Return a header, "" when there is none."""
        for key, value in self.headers:
            if key == name and value is not None:
                return value.decode(errors="replace")
        return ""

    @property
    def type(self) -> str:
        """The message's full proto name."""
        return self.header("ce_type")

    @property
    def sequence(self) -> int:
        """The event's number among those of its topic and key; 0 when it has none."""
        number = self.header("ce_sequence")
        return int(number) if number.isascii() and number.isdecimal() else 0
