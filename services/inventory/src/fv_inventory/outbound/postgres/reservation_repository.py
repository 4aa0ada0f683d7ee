"""Reservations on PostgreSQL: one statement to lock a batch, one to write it."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from fv_inventory.domain.reservation import HeldUnits, Reservation, ReservationState

# The units of a reservation are written with its row and never change, so reading them in the
# statement's own snapshot is right even for a row whose lock had to be waited for.
_LOCK: Final = text("""
    SELECT r.order_id, r.state, r.version, r.expires_at, r.refusal,
           (SELECT array_agg(ARRAY[u.sku, u.location, u.quantity::text] ORDER BY u.sku, u.location)
              FROM reservation_units u WHERE u.order_id = r.order_id) AS units
      FROM reservations r
     WHERE r.order_id = ANY(CAST(:order_ids AS uuid[]))
     ORDER BY r.order_id
       FOR UPDATE OF r
""")

# Foreign keys are checked at the end of the statement, so a row and its units go in together.
_WRITE: Final = text("""
    WITH given AS (
        SELECT * FROM unnest(
            CAST(:order_ids AS uuid[]), CAST(:states AS text[]), CAST(:versions AS bigint[]),
            CAST(:expiries AS timestamptz[]), CAST(:refusals AS text[]))
            AS g(order_id, state, version, expires_at, refusal)
         ORDER BY order_id
    ), units AS (
        INSERT INTO reservation_units (order_id, sku, location, quantity)
        SELECT * FROM unnest(
            CAST(:unit_orders AS uuid[]), CAST(:unit_skus AS text[]),
            CAST(:unit_locations AS text[]), CAST(:unit_quantities AS bigint[]))
    )
    INSERT INTO reservations AS r (order_id, state, version, expires_at, refusal)
    SELECT order_id, state, version, expires_at, refusal FROM given
    ON CONFLICT (order_id) DO UPDATE
       SET state = excluded.state, version = excluded.version, refusal = excluded.refusal,
           changed_at = now()
""")


class PostgresReservationRepository:
    """The ReservationRepository of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loaded: dict[UUID, Reservation] = {}
        self._new: set[UUID] = set()
        self._saved: dict[UUID, Reservation] = {}

    def lock(self, order_ids: Collection[UUID]) -> None:
        """See ReservationRepository."""
        if order_ids:
            rows = self._connection.execute(_LOCK, {"order_ids": sorted(order_ids)})
            self._loaded.update((row.order_id, reservation_of(row)) for row in rows)

    def find(self, order_id: UUID) -> Reservation | None:
        """See ReservationRepository."""
        return self._loaded.get(order_id)

    def save(self, reservation: Reservation) -> None:
        """See ReservationRepository."""
        if reservation.order_id not in self._loaded:
            self._new.add(reservation.order_id)
        self._loaded[reservation.order_id] = reservation
        self._saved[reservation.order_id] = reservation

    def flush(self) -> None:
        """See ReservationRepository."""
        if not self._saved:
            return
        saved = list(self._saved.values())
        units = [
            (each.order_id, unit)
            for each in saved
            if each.order_id in self._new
            for unit in each.units
        ]
        self._connection.execute(_WRITE, _columns(saved) | _unit_columns(units))
        self._saved.clear()
        self._new.clear()


def reservation_of(row: Row[Any]) -> Reservation:
    """Return the reservation that a row with an aggregated `units` column shows."""
    return Reservation(
        order_id=row.order_id,
        state=ReservationState(row.state),
        units=tuple(
            HeldUnits(sku, location, int(quantity)) for sku, location, quantity in row.units or ()
        ),
        version=row.version,
        expires_at=row.expires_at,
        refusal=row.refusal,
    )


def _columns(saved: Iterable[Reservation]) -> dict[str, list[object]]:
    rows = list(saved)
    return {
        "order_ids": [row.order_id for row in rows],
        "states": [row.state.value for row in rows],
        "versions": [row.version for row in rows],
        "expiries": [row.expires_at for row in rows],
        "refusals": [row.refusal for row in rows],
    }


def _unit_columns(units: Collection[tuple[UUID, HeldUnits]]) -> dict[str, list[object]]:
    return {
        "unit_orders": [order_id for order_id, _ in units],
        "unit_skus": [unit.sku for _, unit in units],
        "unit_locations": [unit.location for _, unit in units],
        "unit_quantities": [unit.quantity for _, unit in units],
    }
