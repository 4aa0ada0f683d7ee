"""Identifiers."""

from typing import Protocol
from uuid import UUID


class Ids(Protocol):
    """Draws identifiers."""

    def new(self) -> UUID:
        """Return an id that nobody has; later ones sort higher."""
        ...
