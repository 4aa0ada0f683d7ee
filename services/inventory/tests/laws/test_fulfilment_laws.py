"""Whatever the order in which word comes, twice or not at all: the same end, and no unit lost."""

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from inventory_stage import LIFE, Stage, goods, held_by_orders, order, postage

from fv_inventory.application.use_cases.reserve_order import ReserveOrder

Word = tuple[str, ReserveOrder]

ORDERS = [
    order("ada", goods("MUG", 3), goods("TEA", 1)),
    order("bob", goods("MUG", 2), goods("MUG", 2)),
    order("cyd", goods("TEA", 2), postage()),
    order("dan", postage()),
]
WORDS = st.sampled_from(
    [(what, each) for what in ("placed", "paid", "cancelled") for each in ORDERS]
)
ENDS = {
    frozenset({"placed"}): "reserved",
    frozenset({"paid"}): "committed",
    frozenset({"placed", "paid"}): "committed",
}


def play(stage: Stage, words: Sequence[Word]) -> Stage:
    for what, each in words:
        getattr(stage, what)(each)
    return stage


def holds_together(stage: Stage) -> bool:
    held = held_by_orders(stage.reader.reservations_after(None, 500, None))
    return stage.counters_are_the_ledgers_sums() and all(
        level.reserved == held.get((level.sku, level.location), 0)
        and 0 <= level.reserved <= level.on_hand
        for level in stage.levels()
    )


def told_without_gaps(stage: Stage) -> bool:
    return all(
        stage.versions_of(each) == list(range(1, len(stage.versions_of(each)) + 1))
        for each in ORDERS
    )


@given(st.lists(WORDS, max_size=16))
def test_any_word_in_any_order_keeps_counters_ledger_and_reservations_equal(
    words: list[Word],
) -> None:
    stage = play(Stage().stocked(MUG=5, TEA=2), words)
    assert holds_together(stage)
    assert told_without_gaps(stage)


@given(st.lists(WORDS, max_size=12), st.data())
def test_what_is_doubled_changes_nothing(words: list[Word], data: st.DataObject) -> None:
    once = play(Stage().stocked(MUG=5, TEA=2), words)
    # A repetition may come at once or after anything that followed.
    doubled = list(words)
    for word in data.draw(st.lists(st.sampled_from(words), max_size=6)) if words else ():
        first = doubled.index(word)
        doubled.insert(data.draw(st.integers(first + 1, len(doubled))), word)
    twice = play(Stage().stocked(MUG=5, TEA=2), doubled)
    assert twice.store.state.reservations == once.store.state.reservations
    assert twice.levels() == once.levels()
    assert twice.events == once.events


@given(st.lists(WORDS, min_size=1, max_size=12, unique=True).flatmap(st.permutations))
def test_with_stock_for_all_every_order_ends_as_its_words_say(words: list[Word]) -> None:
    stage = play(Stage().stocked(MUG=50, TEA=50), words)
    for each in ORDERS:
        heard = frozenset(what for what, about in words if about == each)
        reservation = stage.reservation(each)
        if not heard:
            assert reservation is None
        elif "cancelled" in heard:
            assert reservation is not None
            assert reservation.state in ("released", "returned", "forgone")
        else:
            assert reservation is not None
            assert reservation.state == ENDS[heard]
    assert holds_together(stage)


@given(st.permutations([(what, ORDERS[0]) for what in ("placed", "paid", "cancelled")]))
def test_a_cancelled_order_leaves_the_shelves_as_they_were(words: list[Word]) -> None:
    stage = play(Stage().stocked(MUG=5, TEA=2), words)
    assert (stage.level("MUG"), stage.level("TEA")) == ((5, 0), (2, 0))


@given(st.permutations([(what, ORDERS[0]) for what in ("placed", "paid")]))
def test_placing_and_payment_tell_the_same_in_either_order(words: list[Word]) -> None:
    stage = play(Stage().stocked(MUG=5, TEA=2), words)
    assert stage.told_about(ORDERS[0]) == ["StockReserved", "StockCommitted"]


@given(st.lists(WORDS, max_size=10), st.lists(WORDS, max_size=10))
@settings(max_examples=50)
def test_expiry_between_any_words_loses_no_unit(before: list[Word], after: list[Word]) -> None:
    stage = play(Stage().stocked(MUG=5, TEA=2), before)
    stage.clock.advance(LIFE)
    due: Callable[[ReserveOrder], None] = stage.due
    for each in ORDERS:
        due(each)
    assert all(level.reserved == 0 for level in stage.levels())
    play(stage, after)
    assert holds_together(stage)
    assert told_without_gaps(stage)


@given(st.lists(WORDS, max_size=16))
def test_every_payment_gets_exactly_one_answer(words: list[Word]) -> None:
    stage = play(Stage().stocked(MUG=5, TEA=2), words)
    for each in ORDERS:
        told = stage.told_about(each)
        answers = told.count("StockCommitted") + told.count("StockCommitRefused")
        assert answers == (1 if ("paid", each) in words else 0)
