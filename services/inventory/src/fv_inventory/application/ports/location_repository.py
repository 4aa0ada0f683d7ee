"""Where locations are kept."""

from collections.abc import Collection
from typing import Protocol

from fv_inventory.domain.location import Location


class LocationRepository(Protocol):
    """Locations in one open transaction.

    `load` reads what the batch names; `find` answers from that and from what `add` added since;
    `flush` writes the additions, whole, in one statement.
    """

    def load(self, codes: Collection[str]) -> None:
        """Read the locations with these codes that exist."""
        ...

    def find(self, code: str) -> Location | None:
        """Return the location, or None."""
        ...

    def add(self, location: Location) -> None:
        """Add a location whose code is free."""
        ...

    def flush(self) -> None:
        """Write what was added."""
        ...
