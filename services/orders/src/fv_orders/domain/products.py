"""What orders keeps of the catalogue: enough to price a line."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProductCopy:
    """A product as the catalogue's event of that `version` told it."""

    sku: str
    price: Decimal
    currency_code: str
    requires_stock: bool
    active: bool
    version: int
