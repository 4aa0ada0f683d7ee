"""What a replay must come to: from an oracle's files, or from the sales themselves."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fv_cli.replay.sales import Sales


@dataclass(frozen=True, slots=True)
class InvoiceFigures:
    """One invoice's lines, units and money."""

    lines: int
    units: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class SkuFigures:
    """One sku's units and money."""

    units: int
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of everything."""

    orders: int
    lines: int
    units: int
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Expectation:
    """The figures to reach exactly."""

    totals: Totals
    invoices: Mapping[str, InvoiceFigures]
    skus: Mapping[str, SkuFigures]


def expectation_of(sales: Sales) -> Expectation:
    """Add the sales up."""
    invoices = {
        invoice.number: InvoiceFigures(len(invoice.lines), invoice.units, invoice.total)
        for invoice in sales.invoices
    }
    skus = {sku: SkuFigures(units, sales.gross[sku]) for sku, units in sales.units.items()}
    return Expectation(totals_of(invoices), invoices, skus)


def totals_of(invoices: Mapping[str, InvoiceFigures]) -> Totals:
    """Return the sums of all invoices."""
    return Totals(
        orders=len(invoices),
        lines=sum(figures.lines for figures in invoices.values()),
        units=sum(figures.units for figures in invoices.values()),
        gross=sum((figures.total for figures in invoices.values()), Decimal()),
    )


def read_oracle(folder: Path) -> Expectation:
    """Read oracle.json, orders.csv and units_by_sku.csv."""
    oracle = json.loads((folder / "oracle.json").read_text())
    return Expectation(
        Totals(
            oracle["orders"], oracle["order_lines"], oracle["units"], Decimal(oracle["gross_gbp"])
        ),
        {
            row["invoice"]: InvoiceFigures(
                int(row["lines"]), int(row["units"]), Decimal(row["total"])
            )
            for row in _rows(folder / "orders.csv")
        },
        {
            row["sku"]: SkuFigures(int(row["units"]), Decimal(row["gross"]))
            for row in _rows(folder / "units_by_sku.csv")
        },
    )


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)
