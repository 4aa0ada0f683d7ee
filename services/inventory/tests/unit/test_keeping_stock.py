"""What commands may do with shelves."""

import pytest
from inventory_stage import Stage, goods, order

from fv_inventory.application.use_cases.adjust_stock import AdjustStock
from fv_inventory.application.use_cases.receive_stock import ReceiveStock
from fv_inventory.application.use_cases.register_location import RegisterLocation
from fv_inventory.domain.errors import (
    InvalidField,
    LocationExists,
    StockHeld,
    UnknownLocation,
    UnknownSku,
)
from fv_inventory.domain.events import StockAdjusted, StockReceived


def test_receiving_opens_a_shelf() -> None:
    stage = Stage()
    stage.receive(ReceiveStock(" mug ", "MAIN", 3, "note 1"))
    assert stage.level("MUG") == (3, 0)
    assert stage.counters_are_the_ledgers_sums()


def test_receiving_at_an_unknown_location_is_refused() -> None:
    with pytest.raises(UnknownLocation):
        Stage().receive(ReceiveStock("MUG", "attic", 3))


def test_a_shelf_can_be_corrected_down_to_what_is_held() -> None:
    stage = Stage().stocked(MUG=10)
    stage.placed(order("ada", goods("MUG", 4)))
    stage.adjust(AdjustStock("MUG", "main", -6, "count"))
    assert stage.level("MUG") == (4, 4)
    with pytest.raises(StockHeld):
        stage.adjust(AdjustStock("MUG", "main", -1, "count"))
    assert stage.level("MUG") == (4, 4)


def test_an_unknown_shelf_cannot_be_corrected() -> None:
    with pytest.raises(UnknownSku):
        Stage().adjust(AdjustStock("MUG", "main", 1, "count"))


def test_a_location_is_registered_once() -> None:
    stage = Stage()
    stage.register(RegisterLocation("Attic-1", "Under the roof"))
    stage.receive(ReceiveStock("MUG", "attic-1", 1))
    assert stage.level("MUG", "attic-1") == (1, 0)
    with pytest.raises(LocationExists):
        stage.register(RegisterLocation("attic-1", "Again"))


def test_the_events_of_a_sku_are_numbered_over_its_locations() -> None:
    stage = Stage()
    stage.register(RegisterLocation("attic", "Attic"))
    stage.stocked(MUG=5)
    stage.placed(order("ada", goods("MUG", 1)))
    stage.receive(ReceiveStock("MUG", "attic", 1))
    stage.adjust(AdjustStock("MUG", "main", 1, "count"))
    told = [e.sequence for e in stage.events if isinstance(e, StockReceived | StockAdjusted)]
    assert told == [1, 2, 3]


@pytest.mark.parametrize(
    "request_",
    [
        ReceiveStock("", "main", 1),
        ReceiveStock("A" * 65, "main", 1),
        ReceiveStock("A/B", "main", 1),
        ReceiveStock("STRAßE", "main", 1),
        ReceiveStock("MUG", "", 1),
        ReceiveStock("MUG", "main", 0),
        ReceiveStock("MUG", "main", -1),
        ReceiveStock("MUG", "main", 1_000_000_001),
        ReceiveStock("MUG", "main", 1, "x" * 201),
        ReceiveStock("MUG", "main", 1, "nul\0byte"),
    ],
)
def test_a_receipt_out_of_range_is_refused(request_: ReceiveStock) -> None:
    with pytest.raises(InvalidField):
        Stage().receive(request_)


@pytest.mark.parametrize(("delta", "reason"), [(0, "count"), (1, ""), (-(10**10), "count")])
def test_a_correction_out_of_range_is_refused(delta: int, reason: str) -> None:
    with pytest.raises(InvalidField):
        Stage().stocked(MUG=1).adjust(AdjustStock("MUG", "main", delta, reason))


@pytest.mark.parametrize("sku", ["85123A", "BANK CHARGES", "gift_0001_40", "M", "A.B-C"])
def test_skus_of_real_shops_are_accepted(sku: str) -> None:
    stage = Stage()
    stage.receive(ReceiveStock(sku, "main", 1))
    assert stage.level(sku.upper()) == (1, 0)
