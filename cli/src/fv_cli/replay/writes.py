"""The writes of a replay; their keys come from the file, so that a second run adds nothing."""

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote

from fv_cli.replay.sales import Invoice, Sales
from fv_cli.traffic.sender import Write

CURRENCY = "GBP"


def product_writes(sales: Sales) -> Iterator[Write]:
    """Yield the creation of every item."""
    for item in sales.items.values():
        body = {
            "sku": item.sku,
            "name": item.name,
            "kind": "service" if item.is_service else "goods",
            "price": {"amount": amount(item.price), "currency_code": CURRENCY},
        }
        yield Write("POST", "/api/v1/products", body, f"retail/product/{item.sku}")


def receipt_writes(sales: Sales) -> Iterator[Write]:
    """Yield the opening stock of every item that needs any: what will be sold, no more.

    The key stands in the ledger as the reason, which lets an audit count the effects of it.
    """
    for sku in stocked(sales):
        key = f"retail/receipt/{sku}/{sales.units[sku]}"
        body = {"location": "main", "quantity": sales.units[sku], "reason": key}
        yield Write("POST", f"/api/v1/stock/{quote(sku, safe='')}/receipts", body, key)


def order_writes(sales: Sales) -> Iterator[Write]:
    """Yield every invoice as an order, in time order."""
    for invoice in sales.invoices:
        key = f"retail/order/{invoice.number}"
        yield Write("POST", "/api/v1/orders", _order(invoice), key)


def stocked(sales: Sales) -> list[str]:
    """Return the skus that lie on shelves."""
    return [item.sku for item in sales.items.values() if not item.is_service]


def amount(money: Decimal) -> str:
    """Return the decimal string of an amount, with at most four decimals."""
    return f"{money.normalize():f}"


def _order(invoice: Invoice) -> dict[str, object]:
    body: dict[str, object] = {
        "reference": invoice.number,
        "currency_code": CURRENCY,
        "card_token": "tok_approve",
        "expected_total": amount(invoice.total),
        "lines": [
            {
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": amount(line.unit_price),
            }
            for line in invoice.lines
        ],
    }
    return {**body, "customer_id": invoice.customer} if invoice.customer else body
