"""The cache: fast, and never older than an event that was seen."""

import pytest
from edge_examples import lantern, shelf
from edge_surroundings import Surroundings, TickingClock
from hypothesis import given
from hypothesis import strategies as st

from firstviscount.catalog.v1 import admin_pb2 as catalog
from firstviscount.catalog.v1.events_pb2 import PriceChanged
from firstviscount.inventory.v1 import admin_pb2 as inventory
from firstviscount.inventory.v1 import events_pb2 as events
from fv_edge.cache import ReadCache
from fv_edge.cache.invalidation import Invalidation, invalidations
from fv_edge.cache.paths import cacheable
from fv_edge.readers.record import Record

PATH = "/api/v1/products/LANTERN"


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def cache(clock: TickingClock) -> ReadCache:
    return ReadCache(30.0, 3, clock)


def fill(cache: ReadCache, path: str, version: int) -> None:
    begun = cache.begin(path)
    cache.finish(begun, b"%d" % version, f'"{version}"', {"": version})
    cache.abandon(begun)


def body(cache: ReadCache, path: str = PATH) -> bytes | None:
    entry = cache.get(path)
    return entry.body if entry else None


def test_an_event_drops_what_is_older(cache: ReadCache) -> None:
    fill(cache, PATH, 2)
    cache.invalidate(PATH, "", 3)
    assert body(cache) is None


@pytest.mark.parametrize("version", [1, 2])
def test_an_event_that_says_nothing_new_drops_nothing(cache: ReadCache, version: int) -> None:
    fill(cache, PATH, 2)
    cache.invalidate(PATH, "", version)
    assert body(cache) == b"2"


def test_a_fill_that_an_event_overtook_is_discarded(cache: ReadCache) -> None:
    slow = cache.begin(PATH)
    cache.invalidate(PATH, "", 3)
    cache.finish(slow, b"2", '"2"', {"": 2})
    cache.abandon(slow)
    assert body(cache) is None


def test_a_fill_as_new_as_the_event_is_kept(cache: ReadCache) -> None:
    slow = cache.begin(PATH)
    cache.invalidate(PATH, "", 3)
    cache.finish(slow, b"3", '"3"', {"": 3})
    assert body(cache) == b"3"


def test_an_answer_lives_for_its_time(cache: ReadCache, clock: TickingClock) -> None:
    fill(cache, PATH, 1)
    clock.now += 29.9
    assert body(cache) == b"1"
    clock.now += 0.2
    assert body(cache) is None
    assert len(cache) == 0


def test_the_oldest_answer_leaves_when_there_are_too_many(cache: ReadCache) -> None:
    for path in "abcd":
        fill(cache, path, 1)
    assert body(cache, "a") is None
    assert body(cache, "d") == b"1"
    assert len(cache) == 3


def test_a_flush_drops_everything_and_what_is_under_way(cache: ReadCache) -> None:
    fill(cache, PATH, 1)
    slow = cache.begin(PATH)
    cache.flush()
    cache.finish(slow, b"1", '"1"', {"": 1})
    assert body(cache) is None


def test_nothing_is_kept_of_fills_that_are_over(cache: ReadCache) -> None:
    for _ in range(10):
        cache.abandon(cache.begin(PATH))
    assert cache._fills == {}


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("begin"), st.integers(0, 3)),
            st.tuples(st.just("finish"), st.integers(0, 3)),
            st.tuples(st.just("commit"), st.just(0)),
            st.tuples(st.just("event"), st.integers(0, 3)),
        ),
        max_size=40,
    )
)
def test_an_answer_is_never_older_than_an_event_that_was_seen(
    steps: list[tuple[str, int]],
) -> None:
    """Reads see what is committed when they begin; events come late, doubled and in any order."""
    cache, committed, seen = ReadCache(1e9, 10), 1, 0
    under_way = []
    for step, number in steps:
        if step == "begin":
            under_way.append((cache.begin(PATH), committed))
        elif step == "finish" and under_way:
            begun, version = under_way.pop(number % len(under_way))
            cache.finish(begun, b"%d" % version, "", {"": version})
            cache.abandon(begun)
        elif step == "commit":
            committed += 1
        elif step == "event":
            version = max(1, committed - number)
            seen = max(seen, version)
            cache.invalidate(PATH, "", version)
        found = body(cache)
        assert found is None or int(found) >= seen


def record(topic: str, message: object, key: str = "LANTERN", sequence: int = 0) -> Record:
    headers = [
        ("ce_type", message.DESCRIPTOR.full_name.encode()),  # type: ignore[attr-defined] # a proto
        ("ce_sequence", str(sequence).encode()),
    ]
    value = message.SerializeToString()  # type: ignore[attr-defined] # a proto
    return Record(topic, key.encode(), value, headers)


def test_events_name_what_they_make_old() -> None:
    product = record("catalog.product.v1", PriceChanged(product=lantern(7)), sequence=7)
    assert invalidations(product) == [Invalidation(PATH, "", 7)]
    received = record("inventory.stock.v1", events.StockReceived(level=shelf(4)))
    stock = "/api/v1/stock/LANTERN"
    assert invalidations(received) == [Invalidation(stock, "main", 4)]
    reserved = events.StockReserved(levels=[shelf(5), shelf(2, "attic")])
    found = invalidations(record("inventory.reservation.v1", reserved, key="order"))
    assert found == [Invalidation(stock, "main", 5), Invalidation(stock, "attic", 2)]


def test_events_without_levels_and_bytes_that_nobody_can_read_make_nothing_old() -> None:
    rejected = events.StockRejected(order_id="x")
    assert invalidations(record("inventory.reservation.v1", rejected)) == []
    name = "firstviscount.inventory.v1.StockReserved"
    broken = Record("inventory.reservation.v1", b"k", b"\xff", [("ce_type", name.encode())])
    assert invalidations(broken) == []
    bare = Record("inventory.stock.v1", b"k", b"", [("ce_sequence", "²".encode())])
    assert invalidations(bare) == []
    assert bare.sequence == 0


def test_only_answers_about_one_thing_are_cacheable() -> None:
    assert cacheable("/api/v1/products/A B")
    assert cacheable("/api/v1/stock/A")
    for path in ("/api/v1/products", "/api/v1/products/A/price", "/api/v1/orders/A", "/"):
        assert not cacheable(path)


@pytest.mark.anyio
async def test_the_second_read_does_not_reach_the_service(around: Surroundings) -> None:
    around.queries.answers["CatalogAdminService/GetProduct"] = lambda _: catalog.GetProductResponse(
        product=lantern(2)
    )
    async with around.client() as client:
        first = await client.get(PATH)
        second = await client.get(PATH)
        unchanged = await client.get(PATH, headers={"if-none-match": '"2"'})
        asked = len(around.queries.asked)
        around.cache.invalidate(PATH, "", 3)
        await client.get(PATH)
    assert first.content == second.content
    for name in ("etag", "content-type", "content-length", "cache-control"):
        assert first.headers[name] == second.headers[name]
    assert second.headers["x-request-id"]
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (asked, len(around.queries.asked)) == (1, 2)


@pytest.mark.anyio
async def test_stock_is_dropped_by_the_shelf_that_moved(around: Surroundings) -> None:
    around.queries.answers["InventoryAdminService/GetStock"] = lambda _: inventory.GetStockResponse(
        levels=[shelf(4), shelf(2, "attic")]
    )
    path = "/api/v1/stock/LANTERN"
    async with around.client() as client:
        assert (await client.get(path)).headers["etag"] == '"6"'
        for part, version, kept in (("main", 4, True), ("attic", 3, False), ("new", 1, False)):
            await client.get(path)
            around.cache.invalidate(path, part, version)
            assert (around.cache.get(path) is not None) == kept


@pytest.mark.anyio
async def test_what_is_not_found_or_spelt_otherwise_is_not_kept(around: Surroundings) -> None:
    async with around.client() as client:
        assert (await client.get(PATH)).status_code == 404
        around.queries.answers["CatalogAdminService/GetProduct"] = lambda _: (
            catalog.GetProductResponse(product=lantern())
        )
        assert (await client.get("/api/v1/products/lantern")).status_code == 200
    assert len(around.cache) == 0
    assert around.cache._fills == {}


@pytest.mark.anyio
async def test_the_cache_answers_nothing_but_plain_reads(around: Surroundings) -> None:
    fill(around.cache, PATH, 1)
    async with around.client() as client:
        assert (await client.get(f"{PATH}?x=1")).status_code == 404
        assert (await client.delete(PATH)).status_code == 405
