"""Inventory's ports in memory and on PostgreSQL, behind one face for the law suites."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine, text

from fv_inventory.application.ports.expiry_schedule import ExpirySchedule
from fv_inventory.application.ports.inventory_reader import InventoryReader
from fv_inventory.application.ports.location_repository import LocationRepository
from fv_inventory.application.ports.reservation_repository import ReservationRepository
from fv_inventory.application.ports.stock_repository import StockRepository
from fv_inventory.outbound.memory.expiry_schedule import InMemoryExpirySchedule
from fv_inventory.outbound.memory.inventory_reader import InMemoryInventoryReader
from fv_inventory.outbound.memory.location_repository import InMemoryLocationRepository
from fv_inventory.outbound.memory.reservation_repository import InMemoryReservationRepository
from fv_inventory.outbound.memory.stock_repository import InMemoryStockRepository
from fv_inventory.outbound.memory.store import InMemoryStore, ShelfRow
from fv_inventory.outbound.postgres.expiry_schedule import PostgresExpirySchedule
from fv_inventory.outbound.postgres.inventory_reader import PostgresInventoryReader
from fv_inventory.outbound.postgres.location_repository import PostgresLocationRepository
from fv_inventory.outbound.postgres.reservation_repository import PostgresReservationRepository
from fv_inventory.outbound.postgres.stock_repository import PostgresStockRepository


@dataclass(frozen=True, slots=True)
class Transaction:
    """The ports of one open transaction."""

    reservations: ReservationRepository
    stock: StockRepository
    locations: LocationRepository
    expiries: ExpirySchedule

    def flush(self) -> None:
        """Write everything."""
        for port in (self.locations, self.reservations, self.stock, self.expiries):
            port.flush()


class Ports(Protocol):
    """Everything that a law needs."""

    reader: InventoryReader

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Yield the ports of a transaction that commits at the end, unless an exception leaves."""
        ...

    def miscount(self, sku: str) -> None:
        """Change a shelf behind its ledger's back."""
        ...

    def expiries(self) -> dict[UUID, datetime]:
        """Return the calls for expiry that are written."""
        ...


class MemoryPorts:
    """The ports in memory."""

    def __init__(self) -> None:
        self._store = InMemoryStore()
        self.reader = InMemoryInventoryReader(self._store)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See Ports."""
        with self._store.transaction() as state:
            yield Transaction(
                InMemoryReservationRepository(state),
                InMemoryStockRepository(state),
                InMemoryLocationRepository(state),
                InMemoryExpirySchedule(state),
            )

    def miscount(self, sku: str) -> None:
        """See Ports."""
        with self._store.transaction() as state:
            row = state.shelves[sku, "main"]
            state.shelves[sku, "main"] = ShelfRow(
                row.on_hand + 1, row.reserved, row.version, row.announced
            )

    def expiries(self) -> dict[UUID, datetime]:
        """See Ports."""
        return self._store.state.expiries


class PostgresPorts:
    """The ports on PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.reader = PostgresInventoryReader(engine)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See Ports."""
        with self._engine.begin() as connection:
            yield Transaction(
                PostgresReservationRepository(connection),
                PostgresStockRepository(connection),
                PostgresLocationRepository(connection),
                PostgresExpirySchedule(connection, "reservation"),
            )

    def miscount(self, sku: str) -> None:
        """See Ports."""
        with self._engine.begin() as connection:
            connection.execute(
                text("UPDATE stock SET on_hand = on_hand + 1 WHERE sku = :sku"), {"sku": sku}
            )

    def expiries(self) -> dict[UUID, datetime]:
        """See Ports."""
        with self._engine.connect() as connection:
            rows = connection.execute(text("SELECT subject, due_at FROM deadlines"))
            return {UUID(row.subject): row.due_at for row in rows}
