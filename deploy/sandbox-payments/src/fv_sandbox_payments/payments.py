"""The provider's rules: what may happen to one payment, without any storage or transport."""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

State = Literal["authorised", "declined", "captured", "voided", "refunded"]
Kind = Literal["authorise", "decline", "capture", "void", "refund"]


class Refused(Exception):
    """A definitive refusal: the HTTP status and a stable slug."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, named by its client's key; `amount` is exact and in whole currency units."""

    key: str
    reference: str
    amount: Decimal
    currency: str
    card_token: str
    state: State


@dataclass(frozen=True, slots=True)
class Step:
    """What a call leads to: the payment afterwards and, if money moved, its ledger entry."""

    payment: Payment
    entry: Kind | None


def parse_amount(text: object) -> Decimal:
    """Read a decimal string of at most four decimals; anything else is refused with 422."""
    try:
        amount = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite() or amount < 0:
        raise Refused(422, "invalid_amount")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        raise Refused(422, "invalid_amount")
    return amount


def authorise(known: Payment | None, asked: Payment) -> Step:
    """Hold the money, or decline; `asked.state` is ignored."""
    if known is None:
        if asked.card_token == "tok_decline":  # noqa: S105 - a card's token, not a secret
            return Step(replace(asked, state="declined"), "decline")
        return Step(replace(asked, state="authorised"), "authorise")
    if known.state in ("voided", "refunded"):
        raise Refused(409, "voided")
    if known.state == "declined":
        raise Refused(402, "declined")
    _same_money(known, asked.amount)
    return Step(known, None)


def capture(known: Payment | None, amount: Decimal) -> Step:
    """Take the money that is held, all of it."""
    if known is None:
        raise Refused(404, "unknown_payment")
    if known.state == "captured":
        _same_money(known, amount)
        return Step(known, None)
    if known.state != "authorised":
        raise Refused(409, known.state)
    _same_money(known, amount)
    if known.card_token == "tok_capture_refused":  # noqa: S105 - a card's token, not a secret
        raise Refused(409, "refused")
    return Step(replace(known, state="captured"), "capture")


def void(known: Payment | None, key: str) -> Step:
    """Give the hold up; a key never seen gets a tombstone that bars a late authorisation."""
    if known is None:
        tombstone = Payment(key, key.partition(":")[0], Decimal(0), "", "", "voided")
        return Step(tombstone, None)
    if known.state in ("captured", "refunded"):
        raise Refused(409, "captured")
    if known.state == "authorised":
        return Step(replace(known, state="voided"), "void")
    return Step(known, None)


def refund(known: Payment | None) -> Step:
    """Give captured money back, all of it."""
    if known is None:
        raise Refused(404, "unknown_payment")
    if known.state == "refunded":
        return Step(known, None)
    if known.state != "captured":
        raise Refused(409, known.state)
    return Step(replace(known, state="refunded"), "refund")


def _same_money(known: Payment, amount: Decimal) -> None:
    if known.amount != amount:
        raise Refused(422, "amount_mismatch")
