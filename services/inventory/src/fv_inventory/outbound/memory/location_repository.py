"""Locations in memory."""

from collections.abc import Collection

from fv_inventory.domain.location import Location

from .store import State


class InMemoryLocationRepository:
    """The LocationRepository of a transaction in memory."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._loaded: dict[str, Location] = {}
        self._added: list[Location] = []

    def load(self, codes: Collection[str]) -> None:
        """See LocationRepository."""
        kept = self._state.locations
        self._loaded.update({code: kept[code] for code in codes if code in kept})

    def find(self, code: str) -> Location | None:
        """See LocationRepository."""
        return self._loaded.get(code)

    def add(self, location: Location) -> None:
        """See LocationRepository."""
        self._loaded[location.location] = location
        self._added.append(location)

    def flush(self) -> None:
        """See LocationRepository."""
        self._state.locations.update({each.location: each for each in self._added})
        self._added.clear()
