from decimal import Decimal

import pytest

from fv_sandbox_payments.payments import (
    Payment,
    Refused,
    authorise,
    capture,
    parse_amount,
    refund,
    void,
)

ASKED = Payment("o:1", "o", Decimal("10.20"), "GBP", "tok_approve", "authorised")


def test_money_is_held_once_however_often_it_is_asked_for() -> None:
    first = authorise(None, ASKED)
    again = authorise(first.payment, ASKED)
    assert (first.entry, again.entry) == ("authorise", None)


def test_a_void_before_the_authorisation_bars_it() -> None:
    tombstone = void(None, "o:1")
    assert tombstone.entry is None
    with pytest.raises(Refused) as refusal:
        authorise(tombstone.payment, ASKED)
    assert (refusal.value.status, refusal.value.error) == (409, "voided")


def test_captured_money_cannot_be_voided_but_refunded() -> None:
    captured = capture(authorise(None, ASKED).payment, ASKED.amount).payment
    with pytest.raises(Refused, match="captured"):
        void(captured, "o:1")
    assert refund(captured).entry == "refund"


def test_voided_money_cannot_be_captured() -> None:
    voided = void(authorise(None, ASKED).payment, "o:1").payment
    with pytest.raises(Refused, match="voided"):
        capture(voided, ASKED.amount)


def test_another_amount_is_not_captured() -> None:
    held = authorise(None, ASKED).payment
    with pytest.raises(Refused, match="amount_mismatch"):
        capture(held, Decimal("10.21"))


@pytest.mark.parametrize("text", ["-1", "1.23456", "NaN", "Infinity", "ten", "", None, 1.5])
def test_an_amount_is_an_exact_decimal_string(text: object) -> None:
    with pytest.raises(Refused, match="invalid_amount"):
        parse_amount(text)
