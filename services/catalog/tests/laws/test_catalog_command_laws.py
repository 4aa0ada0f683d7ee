"""Whatever commands come, in whatever order: events tell every change, and nothing else."""

from contextlib import suppress

from catalog_stage import Request, Stage, mug, pounds
from hypothesis import given
from hypothesis import strategies as st

from fv_catalog.application.use_cases.change_price import ChangePrice
from fv_catalog.application.use_cases.retire_product import RetireProduct
from fv_catalog.application.use_cases.update_product import UpdateProduct
from fv_catalog.domain.errors import DomainError

SKUS = ("MUG", "TEA")
VERSIONS = st.integers(0, 4)
COMMANDS = st.one_of(
    st.builds(mug, st.sampled_from(SKUS)),
    st.builds(
        UpdateProduct,
        st.sampled_from(SKUS),
        name=st.sampled_from(["A", "B"]),
        expected_version=VERSIONS,
    ),
    st.builds(
        ChangePrice, st.sampled_from(SKUS), st.sampled_from([pounds("1"), pounds("2")]), VERSIONS
    ),
    st.builds(RetireProduct, st.sampled_from(SKUS), VERSIONS),
)


@given(st.lists(COMMANDS, max_size=20))
def test_the_last_event_of_a_product_shows_its_state(commands: list[Request]) -> None:
    stage = Stage()
    for command in commands:
        with suppress(DomainError):
            stage.when(command)
    for sku in SKUS:
        told = [event.product for event in stage.events if event.product.sku == sku]
        assert [product.version for product in told] == list(range(1, len(told) + 1))
        assert stage.reader.product(sku) == (told[-1] if told else None)


@given(st.lists(COMMANDS, max_size=12))
def test_a_refused_command_changes_nothing(commands: list[Request]) -> None:
    stage = Stage()
    for command in commands:
        before, told = dict(stage.store.state), len(stage.events)
        try:
            stage.when(command)
        except DomainError:
            assert stage.store.state == before
            assert len(stage.events) == told


@given(st.lists(COMMANDS, max_size=12), COMMANDS, st.lists(COMMANDS, max_size=6))
def test_a_copy_that_takes_only_higher_versions_ends_right_in_any_order(
    before: list[Request], command: Request, after: list[Request]
) -> None:
    stage = Stage()
    for each in (*before, command, *after):
        with suppress(DomainError):
            stage.when(each)
    copy: dict[str, int] = {}
    for event in reversed([*stage.events, *stage.events[::2]]):
        sku, version = event.product.sku, event.product.version
        copy[sku] = max(version, copy.get(sku, 0))
    assert copy == {sku: product.version for sku, product in stage.store.state.items()}
