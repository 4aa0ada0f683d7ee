"""Locations on PostgreSQL."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, text

from fv_chassis.messages import Retryable
from fv_inventory.domain.location import Location

_LOAD: Final = text("""
    SELECT location, name FROM locations WHERE location = ANY(CAST(:codes AS text[]))
""")

_WRITE: Final = text("""
    INSERT INTO locations (location, name)
    SELECT location, name
      FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[])) AS g(location, name)
     ORDER BY location
    ON CONFLICT (location) DO NOTHING
""")


class PostgresLocationRepository:
    """The LocationRepository of one open transaction; locations are never changed or removed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[str, Location] = {}
        self._added: list[Location] = []

    def load(self, codes: Collection[str]) -> None:
        """See LocationRepository."""
        if codes:
            rows = self._connection.execute(_LOAD, {"codes": sorted(codes)})
            self._loaded.update((row.location, Location(row.location, row.name)) for row in rows)

    def find(self, code: str) -> Location | None:
        """See LocationRepository."""
        return self._loaded.get(code)

    def add(self, location: Location) -> None:
        """See LocationRepository."""
        self._loaded[location.location] = location
        self._added.append(location)

    def flush(self) -> None:
        """See LocationRepository; raises Retryable when somebody else added the same code."""
        if not self._added:
            return
        columns = {
            "codes": [each.location for each in self._added],
            "names": [each.name for each in self._added],
        }
        if self._connection.execute(_WRITE, columns).rowcount != len(self._added):
            raise Retryable("a location was added by another transaction at the same time")
        self._added.clear()
