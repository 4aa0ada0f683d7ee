"""A stage in memory on which tests play commands and events, and look at what happened."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid5

from fv_inventory.application.processes.order_fulfilment import OrderFulfilment, skus_moved
from fv_inventory.application.use_cases.adjust_stock import AdjustStock, AdjustStockHandler
from fv_inventory.application.use_cases.commit_order import CommitOrderHandler
from fv_inventory.application.use_cases.expire_order import ExpireOrder, ExpireOrderHandler
from fv_inventory.application.use_cases.receive_stock import ReceiveStock, ReceiveStockHandler
from fv_inventory.application.use_cases.register_location import (
    RegisterLocation,
    RegisterLocationHandler,
)
from fv_inventory.application.use_cases.release_order import ReleaseOrderHandler
from fv_inventory.application.use_cases.reserve_order import ReserveOrder, ReserveOrderHandler
from fv_inventory.domain.events import Event
from fv_inventory.domain.reservation import Reservation
from fv_inventory.domain.reserve import OrderedLine
from fv_inventory.domain.shelf import StockLevel
from fv_inventory.outbound.memory.clock import FrozenClock
from fv_inventory.outbound.memory.event_publisher import InMemoryEventPublisher
from fv_inventory.outbound.memory.expiry_schedule import InMemoryExpirySchedule
from fv_inventory.outbound.memory.inventory_reader import InMemoryInventoryReader
from fv_inventory.outbound.memory.location_repository import InMemoryLocationRepository
from fv_inventory.outbound.memory.reservation_repository import InMemoryReservationRepository
from fv_inventory.outbound.memory.stock_repository import InMemoryStockRepository
from fv_inventory.outbound.memory.store import InMemoryStore

LIFE = timedelta(seconds=120)
_NAMES = UUID("00000000-0000-0000-0000-000000000000")


def order_named(name: str) -> UUID:
    """Return the id of Ada's or Bob's order."""
    return uuid5(_NAMES, name)


def goods(sku: str, quantity: int) -> OrderedLine:
    """Return a line that needs stock."""
    return OrderedLine(sku, quantity, requires_stock=True)


def postage() -> OrderedLine:
    """Return a line that needs none."""
    return OrderedLine("POST", 1, requires_stock=False)


def order(name: str, *lines: OrderedLine) -> ReserveOrder:
    """Return an order as its events show it."""
    return ReserveOrder(order_named(name), lines)


class Stage:
    """Inventory in memory; every call is a transaction of its own."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.clock = FrozenClock()
        self.events: list[Event] = []
        self.reader = InMemoryInventoryReader(self.store)

    def stocked(self, **units: int) -> "Stage":
        """Receive units at the main location, sku by sku."""
        for sku, quantity in units.items():
            self.receive(ReceiveStock(sku, "main", quantity))
        return self

    def register(self, request: RegisterLocation) -> None:
        """Register a location."""
        self._command(request)

    def receive(self, request: ReceiveStock) -> None:
        """Receive stock."""
        self._command(request)

    def adjust(self, request: AdjustStock) -> None:
        """Adjust stock."""
        self._command(request)

    def _command(self, request: RegisterLocation | ReceiveStock | AdjustStock) -> None:
        published = InMemoryEventPublisher()
        with self.store.transaction() as state:
            stock, places = InMemoryStockRepository(state), InMemoryLocationRepository(state)
            places.load([request.location.strip().lower()])
            match request:
                case RegisterLocation():
                    RegisterLocationHandler(places, published)(request)
                case ReceiveStock():
                    stock.lock([request.sku.strip().upper()])
                    ReceiveStockHandler(stock, places, published, self.clock)(request)
                case AdjustStock():
                    stock.lock([request.sku.strip().upper()])
                    AdjustStockHandler(stock, published, self.clock)(request)
            places.flush()
            stock.flush()
        self.events += published.published

    def placed(self, word: ReserveOrder) -> None:
        """Hear that an order was placed."""
        self._hear("order_placed", word)

    def paid(self, word: ReserveOrder) -> None:
        """Hear that an order's payment is authorised."""
        self._hear("payment_authorized", word)

    def cancelled(self, word: ReserveOrder) -> None:
        """Hear that an order was cancelled."""
        self._hear("order_cancelled", word)

    def due(self, word: ReserveOrder) -> None:
        """Let the order's deadline come due."""
        self._hear("due", word)

    def _hear(self, what: str, word: ReserveOrder) -> None:
        published = InMemoryEventPublisher()
        with self.store.transaction() as state:
            kept, stock = InMemoryReservationRepository(state), InMemoryStockRepository(state)
            expiries = InMemoryExpirySchedule(state)
            kept.lock([word.order_id])
            stock.lock(skus_moved(kept, word))
            if what == "due":
                expire = ExpireOrderHandler(kept, stock, published, self.clock)
                expire(ExpireOrder(word.order_id))
            else:
                fulfilment = OrderFulfilment(
                    ReserveOrderHandler(kept, stock, published, expiries, self.clock, LIFE),
                    CommitOrderHandler(kept, stock, published, self.clock),
                    ReleaseOrderHandler(kept, stock, published, self.clock),
                )
                getattr(fulfilment, what)(word)
            for port in (kept, stock, expiries):
                port.flush()
        self.events += published.published

    def told(self) -> list[str]:
        """Return the names of the events, in order."""
        return [type(event).__name__ for event in self.events]

    def told_about(self, word: ReserveOrder) -> list[str]:
        """Return the names of the events about one order, in order."""
        return [type(event).__name__ for event in self.events if _order_of(event) == word.order_id]

    def versions_of(self, word: ReserveOrder) -> list[int]:
        """Return the versions that the events about one order carry, in order."""
        return [_version(event) for event in self.events if _order_of(event) == word.order_id]

    def level(self, sku: str, location: str = "main") -> tuple[int, int]:
        """Return what is on hand and reserved."""
        found = [each for each in self.reader.levels_of(sku) if each.location == location]
        return (found[0].on_hand, found[0].reserved) if found else (0, 0)

    def levels(self) -> list[StockLevel]:
        """Return all shelves."""
        return list(self.reader.levels_after(None, 500))

    def reservation(self, word: ReserveOrder) -> Reservation | None:
        """Return what an order holds."""
        return self.reader.reservation(word.order_id)

    def counters_are_the_ledgers_sums(self) -> bool:
        """Say whether every shelf agrees with its ledger."""
        return not self.reader.ledger_differences(1)


def _order_of(event: Event) -> UUID | None:
    reservation = getattr(event, "reservation", None)
    return reservation.order_id if reservation else getattr(event, "order_id", None)


def _version(event: Event) -> int:
    reservation = getattr(event, "reservation", None)
    return int(reservation.version if reservation else getattr(event, "version", 0))


def held_by_orders(reservations: Iterable[Reservation]) -> dict[tuple[str, str], int]:
    """Return the units that living reservations hold, by shelf."""
    held: dict[tuple[str, str], int] = {}
    for reservation in reservations:
        if reservation.state == "reserved":
            for unit in reservation.units:
                key = (unit.sku, unit.location)
                held[key] = held.get(key, 0) + unit.quantity
    return held
