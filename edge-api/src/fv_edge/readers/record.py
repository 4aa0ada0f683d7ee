"""A record as the edge's readers look at it: by key and header, the value only when it matters."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One record; headers are decoded only when asked for."""

    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes | None]] = ()

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
