"""Money as clients write it: an exact decimal string, never a float."""

from firstviscount.common.v1.money_pb2 import Money

_NANOS = 1_000_000_000


def amount_of(money: Money) -> str:
    """Return the amount with at least two decimals, such as "2.55" or "0.0025"."""
    total = money.units * _NANOS + money.nanos
    units, nanos = divmod(abs(total), _NANOS)
    decimals = f"{nanos:09d}".rstrip("0").ljust(2, "0")
    return f"{'-' if total < 0 else ''}{units}.{decimals}"


def present_money(money: Money) -> dict[str, str]:
    """Return a price as an object with its currency."""
    return {"amount": amount_of(money), "currency_code": money.currency_code}


def parse_money(amount: str, currency_code: str) -> Money:
    """Return the message for a decimal string that the request's shape has already admitted."""
    units, _, decimals = amount.partition(".")
    return Money(
        currency_code=currency_code, units=int(units), nanos=int(decimals.ljust(9, "0") or "0")
    )
