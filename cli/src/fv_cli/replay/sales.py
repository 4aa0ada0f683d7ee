"""Reads an Online Retail file: what was sold, to whom, at what price."""

import csv
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TextIO

SERVICE_CODES = frozenset(
    {
        *("POST", "DOT", "M", "D", "S", "C2", "B", "PADS", "CRUK"),
        *("BANK CHARGES", "AMAZONFEE", "GIFT", "ADJUST"),
    }
)
"""Stock codes that name a service, such as postage: nothing of them lies on a shelf."""


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of an invoice; the price is of one unit, in pounds."""

    sku: str
    quantity: int
    unit_price: Decimal

    @property
    def total(self) -> Decimal:
        """The line's money."""
        return self.quantity * self.unit_price


@dataclass(slots=True)
class Invoice:
    """One sale; `customer` is empty when nobody was named."""

    number: str
    customer: str
    lines: list[SaleLine] = field(default_factory=list)

    @property
    def units(self) -> int:
        """The units of all lines."""
        return sum(line.quantity for line in self.lines)

    @property
    def total(self) -> Decimal:
        """The money of all lines."""
        return sum((line.total for line in self.lines), Decimal())


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that was sold, by the first line that names it."""

    sku: str
    name: str
    price: Decimal

    @property
    def is_service(self) -> bool:
        """Whether it needs no stock."""
        return self.sku in SERVICE_CODES


@dataclass(frozen=True)
class Sales:
    """The sales of a file, in time order, with the items that they name."""

    invoices: tuple[Invoice, ...]
    items: Mapping[str, Item]

    @cached_property
    def units(self) -> Mapping[str, int]:
        """The units sold of every sku: its opening stock, where it needs any."""
        sold: Counter[str] = Counter()
        for line in self._lines():
            sold[line.sku] += line.quantity
        return sold

    @cached_property
    def gross(self) -> Mapping[str, Decimal]:
        """The money made with every sku."""
        made: dict[str, Decimal] = {}
        for line in self._lines():
            made[line.sku] = made.get(line.sku, Decimal()) + line.total
        return made

    def first(self, count: int) -> "Sales":
        """Return the first `count` invoices with their items; all when 0."""
        invoices = self.invoices[:count] if count else self.invoices
        named = {line.sku for invoice in invoices for line in invoice.lines}
        return Sales(invoices, {sku: item for sku, item in self.items.items() if sku in named})

    def _lines(self) -> Iterator[SaleLine]:
        for invoice in self.invoices:
            yield from invoice.lines


def read_sales(path: Path) -> Sales:
    """Read a CSV file, compressed with xz when its name says so."""
    with _opened(path) as file:
        return sales_of(csv.DictReader(file))


def _opened(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def sales_of(rows: Iterable[Mapping[str, str]]) -> Sales:
    """Keep the sales: invoices of digits only, quantities and prices above zero."""
    invoices: dict[str, Invoice] = {}
    items: dict[str, Item] = {}
    for row in rows:
        quantity, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
        number = row["InvoiceNo"]
        if not number.isdigit() or quantity <= 0 or price <= 0:
            continue
        sku = row["StockCode"].strip().upper()
        name = " ".join(row["Description"].split())[:200] or sku
        items.setdefault(sku, Item(sku, name, price))
        customer = row["CustomerID"].removesuffix(".0")
        invoice = invoices.setdefault(number, Invoice(number, customer))
        invoice.lines.append(SaleLine(sku, quantity, price))
    return Sales(tuple(invoices.values()), items)
