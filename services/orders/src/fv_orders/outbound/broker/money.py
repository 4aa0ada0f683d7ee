"""Exact decimals as the contracts carry them."""

from decimal import Decimal

from firstviscount.common.v1 import money_pb2

_BILLION = 1_000_000_000


def write_money(money: money_pb2.Money, amount: Decimal, currency_code: str) -> None:
    """Write the amount into the message."""
    units = int(amount)
    money.currency_code = currency_code
    money.units = units
    money.nanos = int((amount - units) * _BILLION)
