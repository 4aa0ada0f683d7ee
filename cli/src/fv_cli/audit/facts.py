"""What an audit knows: the client's journal, the services' answers, the provider's ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fv_cli.records.provider import LedgerEntry
from fv_cli.traffic.journal import Entry

Shelf = tuple[str, str]
"""A sku and a location."""


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order as orders shows it; `demand` is what its goods lines ask for, by sku."""

    order_id: str
    reference: str
    customer_id: str
    state: str
    payment_state: str
    stock_state: str
    total: Decimal
    demand: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """One attempt at an order's money, as orders knows it."""

    order_id: str
    payment_key: str
    state: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ReservationFact:
    """What inventory holds, or held, for one order."""

    order_id: str
    state: str
    units: Mapping[Shelf, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelFact:
    """One shelf's counters."""

    sku: str
    location: str
    on_hand: int
    reserved: int


@dataclass(frozen=True, slots=True)
class DifferenceFact:
    """A shelf whose counters are not the sum of its movements, as inventory says."""

    sku: str
    location: str
    counters: tuple[int, int]
    ledger: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """What a service has left to deliver."""

    service: str
    unsent: int
    open_dead_letters: int
    due_deadlines: int
    duplicates_skipped: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that an audit looks at.

    `receipts` counts, by idempotency key, the movements that name it as their reason; `skus` are
    the catalogue's.
    """

    journal: tuple[Entry, ...] = ()
    orders: tuple[OrderFact, ...] = ()
    payments: tuple[PaymentFact, ...] = ()
    reservations: tuple[ReservationFact, ...] = ()
    levels: tuple[LevelFact, ...] = ()
    ledger_differences: tuple[DifferenceFact, ...] = ()
    deliveries: tuple[DeliveryFact, ...] = ()
    provider: tuple[LedgerEntry, ...] = ()
    receipts: Mapping[str, int] = field(default_factory=dict)
    skus: frozenset[str] = frozenset()
