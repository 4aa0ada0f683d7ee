"""The rules of placing an order: what a request may hold, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fv_orders.domain.errors import (
    CurrencyDiffers,
    MalformedOrder,
    ProductOffSale,
    TotalChanged,
    UnknownSku,
)
from fv_orders.domain.order import OrderLine
from fv_orders.domain.products import ProductCopy

MAX_LINES = 2_000
MAX_QUANTITY = 1_000_000
MAX_UNIT_PRICE = Decimal(1_000_000_000)
MAX_REFERENCE = 100
MAX_CARD_TOKEN = 200
_SMALLEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """An exact amount of one currency."""

    amount: Decimal
    currency_code: str


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """One line as it was asked for; `unit_price` is set only when it was negotiated."""

    sku: str
    quantity: int
    unit_price: Price | None = None


def check_request(
    lines: Sequence[RequestedLine], currency_code: str, card_token: str, reference: str
) -> None:
    """Refuse a request whose own fields break a rule, naming every field at fault."""
    faults: list[tuple[str, str]] = []
    if not 1 <= len(lines) <= MAX_LINES:
        faults.append(("lines", f"An order has 1 to {MAX_LINES} lines."))
    if not (len(currency_code) == 3 and currency_code.isascii() and currency_code.isupper()):
        faults.append(("currency_code", "The currency is an ISO 4217 code such as GBP."))
    if not 1 <= len(card_token) <= MAX_CARD_TOKEN:
        faults.append(("card_token", f"A card token has 1 to {MAX_CARD_TOKEN} characters."))
    if len(reference) > MAX_REFERENCE:
        faults.append(("reference", f"A reference has at most {MAX_REFERENCE} characters."))
    for index, line in enumerate(lines[:MAX_LINES]):
        faults.extend(_line_faults(f"lines[{index}]", line))
    if faults:
        raise MalformedOrder("The order breaks a rule about its fields.", tuple(faults))


def _line_faults(field: str, line: RequestedLine) -> list[tuple[str, str]]:
    faults = []
    if not 1 <= len(line.sku) <= 64:
        faults.append((f"{field}.sku", "A sku has 1 to 64 characters."))
    if not 1 <= line.quantity <= MAX_QUANTITY:
        faults.append((f"{field}.quantity", f"A quantity is 1 to {MAX_QUANTITY}."))
    price = line.unit_price
    if price is not None and not is_price(price.amount):
        faults.append((f"{field}.unit_price", "A price has at most four decimals, and no minus."))
    return faults


def is_price(amount: Decimal) -> bool:
    """Whether the amount can be a price: not negative, not absurd, at most four decimals."""
    return 0 <= amount <= MAX_UNIT_PRICE and amount == amount.quantize(_SMALLEST)


def price_lines(
    lines: Sequence[RequestedLine], products: Mapping[str, ProductCopy], currency_code: str
) -> tuple[OrderLine, ...]:
    """Give every line its price: the negotiated one, else the catalogue's."""
    unknown = [
        (f"lines[{index}].sku", f"No product {line.sku} is known.")
        for index, line in enumerate(lines)
        if line.sku not in products
    ]
    if unknown:
        raise UnknownSku("Some products are not known (yet).", tuple(unknown))
    retired = [
        (f"lines[{index}].sku", f"Product {line.sku} is off sale.")
        for index, line in enumerate(lines)
        if not products[line.sku].active
    ]
    if retired:
        raise ProductOffSale("Some products are off sale.", tuple(retired))
    return _priced(lines, products, currency_code)


def _priced(
    lines: Sequence[RequestedLine], products: Mapping[str, ProductCopy], currency_code: str
) -> tuple[OrderLine, ...]:
    priced, foreign = [], []
    for index, line in enumerate(lines):
        product = products[line.sku]
        price = line.unit_price or Price(product.price, product.currency_code)
        if price.currency_code != currency_code:
            foreign.append((f"lines[{index}]", f"The price is in {price.currency_code}."))
        priced.append(OrderLine(line.sku, line.quantity, price.amount, product.requires_stock))
    if foreign:
        raise CurrencyDiffers(f"Some prices are not in {currency_code}.", tuple(foreign))
    return tuple(priced)


def total_of(lines: Sequence[OrderLine]) -> Decimal:
    """Return the exact sum of the lines."""
    return sum((line.unit_price * line.quantity for line in lines), Decimal(0))


def check_total(total: Decimal, currency_code: str, expected: Price | None) -> None:
    """Refuse when the client showed another total than it would pay."""
    if expected is not None and (expected.amount, expected.currency_code) != (total, currency_code):
        raise TotalChanged(f"The total is {total:.4f} {currency_code}.")
