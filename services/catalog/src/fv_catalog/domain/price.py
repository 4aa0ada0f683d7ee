"""What a product costs, exactly."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .currencies import ISO_4217
from .errors import InvalidPrice

MAX_AMOUNT: Final = Decimal(1_000_000_000_000)
_FINEST: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """An exact amount of one currency: at least zero, with at most four decimals."""

    currency_code: str
    amount: Decimal

    def __post_init__(self) -> None:
        """Raise InvalidPrice for anything else."""
        if self.currency_code not in ISO_4217:
            raise InvalidPrice(
                f"{self.currency_code!r} is not a currency of ISO 4217.", "price.currency_code"
            )
        if not self.amount.is_finite() or not 0 <= self.amount <= MAX_AMOUNT:
            raise InvalidPrice(f"A price is 0 to {MAX_AMOUNT:,}.", "price.amount")
        if self.amount % _FINEST:
            raise InvalidPrice("A price has at most four decimals.", "price.amount")
