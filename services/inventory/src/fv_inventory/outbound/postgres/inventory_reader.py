"""The queries' reads on PostgreSQL, each one statement in its own short transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, Row, TextClause, text

from fv_inventory.application.ports.inventory_reader import (
    LedgerDifference,
    MovementView,
    ShelfKey,
)
from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import Reservation, ReservationState
from fv_inventory.domain.shelf import StockLevel

from .reservation_repository import reservation_of

_LEVELS_OF: Final = text("""
    SELECT sku, location, on_hand, reserved, version FROM stock WHERE sku = :sku ORDER BY location
""")

_LEVELS_AFTER: Final = text("""
    SELECT sku, location, on_hand, reserved, version
      FROM stock
     WHERE (sku, location) > (:sku, :location)
     ORDER BY sku, location
     LIMIT :limit
""")

_MOVEMENTS_OF: Final = text("""
    SELECT movement_id, sku, location, kind, on_hand_delta, reserved_delta, order_id, reason,
           moved_at
      FROM movements
     WHERE sku = :sku AND movement_id > :after
     ORDER BY movement_id
     LIMIT :limit
""")

_UNITS: Final = """
    (SELECT array_agg(ARRAY[u.sku, u.location, u.quantity::text] ORDER BY u.sku, u.location)
       FROM reservation_units u WHERE u.order_id = r.order_id) AS units"""

_RESERVATION: Final = text(f"""
    SELECT r.order_id, r.state, r.version, r.expires_at, r.refusal, {_UNITS}
      FROM reservations r WHERE r.order_id = :order_id
""")  # noqa: S608 - the part is a constant of this module.

_RESERVATIONS_AFTER: Final = text(f"""
    SELECT r.order_id, r.state, r.version, r.expires_at, r.refusal, {_UNITS}
      FROM reservations r
     WHERE (CAST(:after AS uuid) IS NULL OR r.order_id > CAST(:after AS uuid))
       AND (CAST(:state AS text) IS NULL OR r.state = CAST(:state AS text))
     ORDER BY r.order_id
     LIMIT :limit
""")  # noqa: S608 - the part is a constant of this module.

_LOCATIONS: Final = text("SELECT location, name FROM locations ORDER BY location")

# One statement sees one snapshot: counters and ledger are compared as of the same moment.
_DIFFERENCES: Final = text("""
    SELECT sku, location, coalesce(s.on_hand, 0) AS on_hand, coalesce(s.reserved, 0) AS reserved,
           coalesce(s.version, 0) AS version, coalesce(m.on_hand, 0)::bigint AS ledger_on_hand,
           coalesce(m.reserved, 0)::bigint AS ledger_reserved
      FROM stock s
      FULL JOIN (SELECT sku, location, sum(on_hand_delta) AS on_hand,
                        sum(reserved_delta) AS reserved
                   FROM movements GROUP BY sku, location) m USING (sku, location)
     WHERE coalesce(s.on_hand, 0) <> coalesce(m.on_hand, 0)
        OR coalesce(s.reserved, 0) <> coalesce(m.reserved, 0)
     ORDER BY sku, location
     LIMIT :limit
""")


class PostgresInventoryReader:
    """The InventoryReader on a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def levels_of(self, sku: str) -> Sequence[StockLevel]:
        """See InventoryReader."""
        return [_level(row) for row in self._rows(_LEVELS_OF, {"sku": sku})]

    def levels_after(self, after: ShelfKey | None, limit: int) -> Sequence[StockLevel]:
        """See InventoryReader."""
        sku, location = after or ("", "")
        values = {"sku": sku, "location": location, "limit": limit}
        return [_level(row) for row in self._rows(_LEVELS_AFTER, values)]

    def movements_of(self, sku: str, after: int, limit: int) -> Sequence[MovementView]:
        """See InventoryReader."""
        values = {"sku": sku, "after": after, "limit": limit}
        return [_movement(row) for row in self._rows(_MOVEMENTS_OF, values)]

    def reservation(self, order_id: UUID) -> Reservation | None:
        """See InventoryReader."""
        rows = self._rows(_RESERVATION, {"order_id": order_id})
        return reservation_of(rows[0]) if rows else None

    def reservations_after(
        self, after: UUID | None, limit: int, state: ReservationState | None
    ) -> Sequence[Reservation]:
        """See InventoryReader."""
        values = {"after": after, "limit": limit, "state": state and state.value}
        return [reservation_of(row) for row in self._rows(_RESERVATIONS_AFTER, values)]

    def locations(self) -> Sequence[Location]:
        """See InventoryReader."""
        return [Location(row.location, row.name) for row in self._rows(_LOCATIONS, {})]

    def ledger_differences(self, limit: int) -> Sequence[LedgerDifference]:
        """See InventoryReader."""
        return [
            LedgerDifference(_level(row), row.ledger_on_hand, row.ledger_reserved)
            for row in self._rows(_DIFFERENCES, {"limit": limit})
        ]

    def _rows(self, statement: TextClause, values: Mapping[str, object]) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            return connection.execute(statement, dict(values)).all()


def _level(row: Row[Any]) -> StockLevel:
    return StockLevel(row.sku, row.location, row.on_hand, row.reserved, row.version)


def _movement(row: Row[Any]) -> MovementView:
    return MovementView(
        row.movement_id,
        row.sku,
        row.location,
        row.kind,
        row.on_hand_delta,
        row.reserved_delta,
        row.order_id,
        row.reason,
        row.moved_at,
    )
