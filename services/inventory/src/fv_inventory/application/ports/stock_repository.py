"""Where shelves and their ledger are kept."""

from collections.abc import Collection, Sequence
from typing import Protocol

from fv_inventory.domain.reservation import Reservation
from fv_inventory.domain.settle import HeldShelves
from fv_inventory.domain.shelf import Shelf


class StockRepository(Protocol):
    """Shelves in one open transaction.

    `lock` locks and reads every shelf of the skus that the batch names, by (sku, location), in one
    statement; `flush` writes the counters that moved and a ledger row for every movement, whole.
    Nobody sees them before the transaction commits.
    """

    def lock(self, skus: Collection[str]) -> None:
        """Lock and read all shelves of these skus, in order of sku and location."""
        ...

    def shelves_of(self, sku: str) -> Sequence[Shelf]:
        """Return a locked sku's shelves by location, those opened since included."""
        ...

    def open(self, sku: str, location: str) -> Shelf:
        """Return a new, empty shelf for a locked sku that has none at the location."""
        ...

    def flush(self) -> None:
        """Write what moved."""
        ...


def held_shelves(stock: StockRepository, reservation: Reservation) -> HeldShelves:
    """Return the locked shelves on which the reservation's units stand, by sku and location."""
    skus = {units.sku for units in reservation.units}
    return {(shelf.sku, shelf.location): shelf for sku in skus for shelf in stock.shelves_of(sku)}
