"""Prices as the contract's money."""

from decimal import Decimal
from typing import Final

from firstviscount.common.v1 import money_pb2
from fv_catalog.domain.errors import InvalidPrice
from fv_catalog.domain.price import Price

_NANOS: Final = 1_000_000_000


def price_of(money: money_pb2.Money) -> Price:
    """Return the price; raises InvalidPrice, also for a fraction of a whole unit or more."""
    if not -_NANOS < money.nanos < _NANOS:
        raise InvalidPrice("nanos is less than a whole unit.", "price.amount")
    amount = Decimal(money.units) + Decimal(money.nanos) / _NANOS
    if money.units * money.nanos < 0:
        raise InvalidPrice("units and nanos have the same sign.", "price.amount")
    return Price(money.currency_code, amount)


def money_of(price: Price) -> money_pb2.Money:
    """Return the contract's money."""
    units = int(price.amount)
    nanos = int((price.amount - Decimal(units)) * _NANOS)
    return money_pb2.Money(currency_code=price.currency_code, units=units, nanos=nanos)
