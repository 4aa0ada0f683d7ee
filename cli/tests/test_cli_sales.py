import lzma
from decimal import Decimal
from pathlib import Path

from fv_cli.replay.expectation import expectation_of
from fv_cli.replay.sales import Sales, read_sales
from fv_cli.replay.writes import amount, order_writes, product_writes, receipt_writes

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def row(invoice: str, code: str, quantity: str, price: str, customer: str = "17850.0") -> str:
    """Return a line of the file."""
    return f"{invoice},{code},A {code.lower()},{quantity},2010-12-01 08:26:00,{price},{customer},UK"


ROWS = (
    row("536365", "85123A", "6", "2.55"),
    row("536365", "85123a", "2", "2.50"),
    row("536365", "POST", "1", "18.0"),
    row("C536379", "D", "-1", "27.50"),
    row("536366", "22633", "-3", "1.85"),
    row("536366", "22633", "3", "0"),
    row("536367", "22633", "4", "1.85", ""),
)
FILE = "\n".join((HEADER, *ROWS)) + "\n"


def sales(tmp_path: Path) -> Sales:
    path = tmp_path / "sales.csv.xz"
    path.write_bytes(lzma.compress(FILE.encode()))
    return read_sales(path)


def test_cancellations_write_offs_and_gifts_are_no_sales(tmp_path: Path) -> None:
    assert [invoice.number for invoice in sales(tmp_path).invoices] == ["536365", "536367"]


def test_an_uncompressed_file_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(FILE)

    assert len(read_sales(path).invoices) == 2


def test_stock_codes_are_compared_in_upper_case(tmp_path: Path) -> None:
    read = sales(tmp_path)

    assert read.units == {"85123A": 8, "POST": 1, "22633": 4}
    assert read.gross["85123A"] == Decimal("20.30")


def test_the_same_code_on_two_lines_stays_two_lines(tmp_path: Path) -> None:
    figures = expectation_of(sales(tmp_path)).invoices["536365"]

    assert (figures.lines, figures.units, figures.total) == (3, 9, Decimal("38.30"))


def test_services_get_no_stock(tmp_path: Path) -> None:
    read = sales(tmp_path)
    kinds = {write.body["sku"]: write.body["kind"] for write in product_writes(read)}
    stocked = {write.path for write in receipt_writes(read)}

    assert kinds == {"85123A": "goods", "POST": "service", "22633": "goods"}
    assert stocked == {"/api/v1/stock/85123A/receipts", "/api/v1/stock/22633/receipts"}


def test_an_order_keeps_customer_prices_and_reference(tmp_path: Path) -> None:
    first, second = order_writes(sales(tmp_path))

    assert first.key == "retail/order/536365"
    assert first.body["customer_id"] == "17850"
    assert first.body["expected_total"] == "38.3"
    assert [line["unit_price"] for line in first.body["lines"]] == ["2.55", "2.5", "18"]
    assert "customer_id" not in second.body


def test_the_first_invoices_bring_only_their_own_items(tmp_path: Path) -> None:
    part = sales(tmp_path).first(1)

    assert set(part.items) == {"85123A", "POST"}
    assert part.units == {"85123A": 8, "POST": 1}


def test_amounts_are_written_without_exponents() -> None:
    assert [amount(Decimal(text)) for text in ("100", "0.0010", "2.50")] == ["100", "0.001", "2.5"]
