from dataclasses import replace
from decimal import Decimal

from fv_cli.replay.comparison import Outcome, PlacedOrder, differences
from fv_cli.replay.expectation import Expectation, InvoiceFigures, SkuFigures, Totals
from fv_cli.replay.sales import SaleLine

ORDER = PlacedOrder(
    "o-1", "536365", "confirmed", "captured", Decimal("5.10"), (SaleLine("A", 2, Decimal("2.55")),)
)
OUTCOME = Outcome((ORDER,), {"A": (0, 0)}, {"o-1": Decimal("5.10")})
EXPECTED = Expectation(
    Totals(1, 1, 2, Decimal("5.1")),
    {"536365": InvoiceFigures(1, 2, Decimal("5.10"))},
    {"A": SkuFigures(2, Decimal("5.10"))},
)


def found(outcome: Outcome) -> str:
    return "; ".join(differences(EXPECTED, outcome, ["A"]))


def test_an_exact_outcome_has_no_differences() -> None:
    assert found(OUTCOME) == ""


def test_a_missing_order_differs() -> None:
    assert "invoice 536365: 0 confirmed orders" in found(replace(OUTCOME, orders=()))


def test_an_order_placed_twice_differs() -> None:
    twice = replace(OUTCOME, orders=(ORDER, replace(ORDER, order_id="o-2")))

    assert "2 confirmed orders instead of one" in found(twice)
    assert "orders: 2 instead of 1" in found(twice)


def test_a_cancelled_order_differs() -> None:
    cancelled = replace(OUTCOME, orders=(replace(ORDER, state="cancelled"),))

    assert "order o-1 is cancelled" in found(cancelled)


def test_another_price_differs_for_invoice_and_sku() -> None:
    dearer = replace(ORDER, total=Decimal("6"), lines=(SaleLine("A", 2, Decimal(3)),))
    text = found(replace(OUTCOME, orders=(dearer,)))

    assert "invoice 536365: InvoiceFigures" in text
    assert "sku A: SkuFigures" in text


def test_stock_that_is_left_differs() -> None:
    assert "1 on hand and 0 reserved" in found(replace(OUTCOME, stock={"A": (1, 0)}))


def test_money_that_was_not_taken_differs() -> None:
    assert "the provider took 0 instead of 5.10" in found(replace(OUTCOME, captured={}))
