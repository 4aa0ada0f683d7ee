"""Reservations end once, in one way."""

from datetime import timedelta

import pytest
from inventory_stage import LIFE, Stage, goods, order

from fv_inventory.domain.events import StockCommitRefused
from fv_inventory.domain.reservation import ReservationState

ADA = order("ada", goods("MUG", 4))


@pytest.fixture
def stage() -> Stage:
    stage = Stage().stocked(MUG=10)
    stage.placed(ADA)
    return stage


def test_a_paid_order_is_sold(stage: Stage) -> None:
    stage.paid(ADA)
    assert stage.told_about(ADA) == ["StockReserved", "StockCommitted"]
    assert stage.level("MUG") == (6, 0)


def test_a_cancelled_order_gives_its_units_back(stage: Stage) -> None:
    stage.cancelled(ADA)
    assert stage.told_about(ADA) == ["StockReserved", "StockReleased"]
    assert stage.level("MUG") == (10, 0)


def test_a_sold_order_that_is_cancelled_is_returned(stage: Stage) -> None:
    stage.paid(ADA)
    stage.cancelled(ADA)
    assert stage.told_about(ADA)[-1] == "StockReturned"
    assert stage.level("MUG") == (10, 0)


def test_a_reservation_whose_time_has_come_expires(stage: Stage) -> None:
    stage.clock.advance(LIFE)
    stage.due(ADA)
    assert stage.told_about(ADA) == ["StockReserved", "StockExpired"]
    assert stage.level("MUG") == (10, 0)


def test_a_sold_order_does_not_expire(stage: Stage) -> None:
    stage.paid(ADA)
    stage.clock.advance(LIFE)
    stage.due(ADA)
    assert stage.told_about(ADA) == ["StockReserved", "StockCommitted"]


@pytest.mark.parametrize(("ending", "reason"), [("due", "expired"), ("cancelled", "released")])
def test_a_payment_after_the_end_is_refused_with_the_reason(
    stage: Stage, ending: str, reason: str
) -> None:
    getattr(stage, ending)(ADA)
    stage.paid(ADA)
    event = stage.events[-1]
    assert isinstance(event, StockCommitRefused)
    assert event.reason == reason
    assert stage.level("MUG") == (10, 0)


def test_a_payment_for_a_lapsed_reservation_expires_it_at_once(stage: Stage) -> None:
    stage.clock.advance(LIFE)
    stage.paid(ADA)
    assert stage.told_about(ADA) == ["StockReserved", "StockExpired", "StockCommitRefused"]
    assert stage.level("MUG") == (10, 0)


def test_a_payment_in_the_last_moment_counts(stage: Stage) -> None:
    stage.clock.advance(LIFE - timedelta(microseconds=1))
    stage.paid(ADA)
    assert stage.told_about(ADA)[-1] == "StockCommitted"


def test_a_payment_for_a_rejected_order_is_refused(stage: Stage) -> None:
    bob = order("bob", goods("MUG", 7))
    stage.placed(bob)
    stage.paid(bob)
    assert stage.told_about(bob) == ["StockRejected", "StockCommitRefused"]


def test_a_refusal_is_told_once(stage: Stage) -> None:
    stage.cancelled(ADA)
    stage.paid(ADA)
    stage.paid(ADA)
    assert stage.told_about(ADA).count("StockCommitRefused") == 1


def test_a_cancelling_of_an_unknown_order_leaves_a_tombstone(stage: Stage) -> None:
    bob = order("bob", goods("MUG", 1))
    stage.cancelled(bob)
    stage.placed(bob)
    reservation = stage.reservation(bob)
    assert reservation is not None
    assert reservation.state is ReservationState.FORGONE
    assert stage.told_about(bob) == []
    assert stage.level("MUG") == (10, 4)


def test_a_payment_for_an_unseen_order_sells_it(stage: Stage) -> None:
    bob = order("bob", goods("MUG", 1))
    stage.paid(bob)
    stage.placed(bob)
    assert stage.told_about(bob) == ["StockReserved", "StockCommitted"]
    assert stage.level("MUG") == (9, 4)


def test_every_event_raises_the_version_by_one(stage: Stage) -> None:
    stage.clock.advance(LIFE)
    stage.paid(ADA)
    assert stage.versions_of(ADA) == [1, 2, 3]
