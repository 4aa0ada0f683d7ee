"""Whole orders are reserved, or nothing is."""

from datetime import timedelta

from inventory_stage import LIFE, Stage, goods, order, postage

from fv_inventory.application.use_cases.receive_stock import ReceiveStock
from fv_inventory.application.use_cases.register_location import RegisterLocation
from fv_inventory.domain.events import ShortSku, StockRejected, StockReserved
from fv_inventory.domain.reservation import HeldUnits, ReservationState


def test_an_order_that_fits_is_reserved_and_tells_the_levels() -> None:
    stage = Stage().stocked(MUG=10, TEA=5)
    ada = order("ada", goods("MUG", 2), goods("TEA", 5), postage())
    stage.placed(ada)
    event = stage.events[-1]
    assert isinstance(event, StockReserved)
    assert event.reservation.units == (HeldUnits("MUG", "main", 2), HeldUnits("TEA", "main", 5))
    assert event.reservation.expires_at == stage.clock.now() + LIFE
    assert [(level.sku, level.on_hand, level.reserved) for level in event.levels] == [
        ("MUG", 10, 2),
        ("TEA", 5, 5),
    ]
    assert [level.version for level in event.levels] == [2, 2]


def test_one_short_line_rejects_the_whole_order() -> None:
    stage = Stage().stocked(MUG=10, TEA=5)
    stage.placed(order("ada", goods("MUG", 2), goods("TEA", 6)))
    assert stage.told()[-1] == "StockRejected"
    assert stage.level("MUG") == (10, 0)


def test_a_rejection_names_every_short_sku_with_what_was_free() -> None:
    stage = Stage().stocked(MUG=3, TEA=5)
    stage.placed(order("bob", goods("MUG", 1)))
    stage.placed(order("ada", goods("NEW", 1), goods("MUG", 3), goods("TEA", 5)))
    event = stage.events[-1]
    assert isinstance(event, StockRejected)
    assert event.short == (ShortSku("MUG", 3, 2), ShortSku("NEW", 1, 0))


def test_lines_of_one_sku_are_summed_before_they_are_compared() -> None:
    stage = Stage().stocked(MUG=5)
    stage.placed(order("ada", goods("MUG", 3), goods("MUG", 3)))
    event = stage.events[-1]
    assert isinstance(event, StockRejected)
    assert event.short == (ShortSku("MUG", 6, 5),)


def test_lines_of_one_sku_become_one_hold() -> None:
    stage = Stage().stocked(MUG=6)
    ada = order("ada", goods("MUG", 3), goods("MUG", 3))
    stage.placed(ada)
    reservation = stage.reservation(ada)
    assert reservation is not None
    assert reservation.units == (HeldUnits("MUG", "main", 6),)


def test_an_order_of_services_alone_is_reserved_without_units() -> None:
    stage = Stage()
    ada = order("ada", postage())
    stage.placed(ada)
    reservation = stage.reservation(ada)
    assert reservation is not None
    assert (reservation.state, reservation.units) == (ReservationState.RESERVED, ())
    stage.paid(ada)
    assert stage.told() == ["StockReserved", "StockCommitted"]


def test_locations_are_emptied_in_the_order_of_their_codes() -> None:
    stage = Stage()
    stage.register(RegisterLocation("annex", "The annex"))
    stage.receive(ReceiveStock("MUG", "main", 10))
    stage.receive(ReceiveStock("MUG", "annex", 2))
    ada = order("ada", goods("MUG", 5))
    stage.placed(ada)
    reservation = stage.reservation(ada)
    assert reservation is not None
    assert reservation.units == (HeldUnits("MUG", "annex", 2), HeldUnits("MUG", "main", 3))


def test_a_repeated_placing_changes_nothing() -> None:
    stage = Stage().stocked(MUG=10)
    ada = order("ada", goods("MUG", 2))
    stage.placed(ada)
    stage.clock.advance(timedelta(seconds=5))
    stage.placed(ada)
    assert stage.told_about(ada) == ["StockReserved"]
    assert stage.level("MUG") == (10, 2)


def test_a_rejected_order_is_not_reconsidered() -> None:
    stage = Stage().stocked(MUG=1)
    ada = order("ada", goods("MUG", 2))
    stage.placed(ada)
    stage.stocked(MUG=10)
    stage.placed(ada)
    assert stage.told_about(ada) == ["StockRejected"]
