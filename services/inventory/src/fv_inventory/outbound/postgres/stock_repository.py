"""Shelves and their ledger on PostgreSQL: one statement to lock a batch, one to write it."""

from bisect import insort
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import Connection, text

from fv_chassis.messages import Retryable
from fv_inventory.domain.shelf import Movement, Shelf

_LOCK: Final = text("""
    SELECT sku, location, on_hand, reserved, version, announced
      FROM stock
     WHERE sku = ANY(CAST(:skus AS text[]))
     ORDER BY sku, location
       FOR UPDATE
""")

_LEDGER: Final = """
    ledger AS (
        INSERT INTO movements
            (sku, location, kind, on_hand_delta, reserved_delta, order_id, reason, moved_at)
        SELECT m.sku, m.location, m.kind, m.on_hand_delta, m.reserved_delta, m.order_id, m.reason,
               m.moved_at
          FROM unnest(
            CAST(:move_skus AS text[]), CAST(:move_locations AS text[]), CAST(:kinds AS text[]),
            CAST(:on_hand_deltas AS bigint[]), CAST(:reserved_deltas AS bigint[]),
            CAST(:order_ids AS uuid[]), CAST(:reasons AS text[]),
            CAST(:moments AS timestamptz[])) WITH ORDINALITY
            AS m(sku, location, kind, on_hand_delta, reserved_delta, order_id, reason, moved_at,
                 place)
         ORDER BY m.place
    )"""

_GIVEN: Final = """
    given AS (
        SELECT * FROM unnest(
            CAST(:skus AS text[]), CAST(:locations AS text[]), CAST(:on_hands AS bigint[]),
            CAST(:reserveds AS bigint[]), CAST(:versions AS bigint[]),
            CAST(:announceds AS bigint[]))
            AS g(sku, location, on_hand, reserved, version, announced)
    )"""

_WRITE: Final = text(f"""
    WITH {_GIVEN}, {_LEDGER}
    UPDATE stock s
       SET on_hand = g.on_hand, reserved = g.reserved, version = g.version,
           announced = g.announced
      FROM given g
     WHERE s.sku = g.sku AND s.location = g.location
""")  # noqa: S608 - both parts are constants of this module.

_OPEN: Final = text("""
    INSERT INTO stock (sku, location, on_hand, reserved, version, announced)
    SELECT sku, location, 0, 0, 0, 0
      FROM unnest(CAST(:skus AS text[]), CAST(:locations AS text[])) AS g(sku, location)
     ORDER BY sku, location
    ON CONFLICT (sku, location) DO NOTHING
""")


class PostgresStockRepository:
    """The StockRepository of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_sku: dict[str, list[Shelf]] = {}
        self._opened: list[Shelf] = []

    def lock(self, skus: Collection[str]) -> None:
        """See StockRepository."""
        wanted = sorted(sku for sku in skus if sku not in self._by_sku)
        if not wanted:
            return
        self._by_sku.update({sku: [] for sku in wanted})
        for row in self._connection.execute(_LOCK, {"skus": wanted}):
            self._by_sku[row.sku].append(Shelf(*row))

    def shelves_of(self, sku: str) -> Sequence[Shelf]:
        """See StockRepository."""
        return self._by_sku[sku]

    def open(self, sku: str, location: str) -> Shelf:
        """See StockRepository."""
        shelf = Shelf(sku, location)
        insort(self._by_sku[sku], shelf, key=lambda each: each.location)
        self._opened.append(shelf)
        return shelf

    def flush(self) -> None:
        """See StockRepository; raises Retryable when somebody else opened the same shelf."""
        if self._opened:
            self._write_opened()
        moved = [s for shelves in self._by_sku.values() for s in shelves if s.movements]
        if not moved:
            return
        movements = [movement for shelf in moved for movement in shelf.movements]
        self._connection.execute(_WRITE, _columns(moved) | _ledger_columns(movements))
        for shelf in moved:
            shelf.movements.clear()

    def _write_opened(self) -> None:
        keys = {
            "skus": [shelf.sku for shelf in self._opened],
            "locations": [shelf.location for shelf in self._opened],
        }
        if self._connection.execute(_OPEN, keys).rowcount != len(self._opened):
            raise Retryable("a shelf was opened by another transaction at the same time")
        self._opened.clear()


def _columns(shelves: Collection[Shelf]) -> dict[str, list[object]]:
    return {
        "skus": [shelf.sku for shelf in shelves],
        "locations": [shelf.location for shelf in shelves],
        "on_hands": [shelf.on_hand for shelf in shelves],
        "reserveds": [shelf.reserved for shelf in shelves],
        "versions": [shelf.version for shelf in shelves],
        "announceds": [shelf.announced for shelf in shelves],
    }


def _ledger_columns(movements: Collection[Movement]) -> dict[str, list[object]]:
    return {
        "move_skus": [move.sku for move in movements],
        "move_locations": [move.location for move in movements],
        "kinds": [move.kind.value for move in movements],
        "on_hand_deltas": [move.on_hand_delta for move in movements],
        "reserved_deltas": [move.reserved_delta for move in movements],
        "order_ids": [move.order_id for move in movements],
        "reasons": [move.reason for move in movements],
        "moments": [move.moved_at for move in movements],
    }
