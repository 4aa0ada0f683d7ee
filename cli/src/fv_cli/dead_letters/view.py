"""Dead letters as text for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import RenderableType

from fv_cli.output import table


def letters_view(letters: Iterable[Mapping[str, Any]]) -> RenderableType:
    """Return a list of dead letters."""
    rows = [
        (
            letter["service"],
            letter["dead_letter_id"],
            letter["consumer"],
            letter.get("message_type") or "?",
            letter["reason"],
            letter["state"],
            letter["created_at"],
        )
        for letter in letters
    ]
    columns = ("service", "id", "consumer", "message", "reason", "state", "since")
    return table(columns, rows) if rows else "No dead letters."


def letter_view(letter: Mapping[str, Any]) -> RenderableType:
    """Return every field of a dead letter."""
    shown = table(("", ""), letter.items())
    shown.show_header = False
    return shown
