"""Money from the wire as an exact decimal."""

from decimal import Decimal

from fv_messages.firstviscount.common.v1 import Money

_NANOS = Decimal(1_000_000_000)


def decimal_of(money: Money | None) -> Decimal:
    """Return the amount; zero when the field is unset."""
    return Decimal() if money is None else money.units + money.nanos / _NANOS
