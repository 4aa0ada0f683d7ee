"""Rate limits."""

import pytest
from edge_surroundings import Surroundings, TickingClock

from firstviscount.catalog.v1 import admin_pb2 as catalog
from firstviscount.orders.v1 import admin_pb2 as orders
from fv_edge.limits import token_bucket
from fv_edge.limits.token_bucket import TokenBuckets


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


def test_a_bucket_admits_its_rate_and_refills(clock: TickingClock) -> None:
    buckets = TokenBuckets(2.0, clock)
    assert [buckets.take("a").admitted for _ in range(3)] == [True, True, False]  # type: ignore[union-attr] # limited
    clock.now += 0.5
    assert [buckets.take("a").admitted for _ in range(2)] == [True, False]  # type: ignore[union-attr] # limited
    clock.now += 60
    allowance = buckets.take("a")
    assert allowance is not None
    assert (allowance.limit, allowance.remaining) == (2, 1)


def test_callers_do_not_share(clock: TickingClock) -> None:
    buckets = TokenBuckets(1.0, clock)
    assert [buckets.take(caller).admitted for caller in "aab"] == [True, False, True]  # type: ignore[union-attr] # limited


def test_no_rate_is_no_limit(clock: TickingClock) -> None:
    assert TokenBuckets(0, clock).take("a") is None


def test_memory_is_bounded(clock: TickingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_bucket, "_CALLERS", 3)
    buckets = TokenBuckets(1.0, clock)
    for caller in range(100):
        buckets.take(caller)
    assert len(buckets._buckets) == 3


def test_a_full_bucket_says_when_it_is_full_again(clock: TickingClock) -> None:
    buckets = TokenBuckets(10.0, clock)
    for _ in range(10):
        allowance = buckets.take("a")
    assert allowance is not None
    assert (allowance.remaining, allowance.reset) == (0, 1)


@pytest.mark.anyio
async def test_an_address_is_limited_before_the_cache_and_the_routes(
    around: Surroundings,
) -> None:
    around.options["rate_per_address"] = 2
    around.queries.answers["CatalogAdminService/ListProducts"] = lambda _: (
        catalog.ListProductsResponse()
    )
    async with around.client() as client:
        first, _, refused = [await client.get("/api/v1/products") for _ in range(3)]
    assert first.headers["ratelimit-limit"] == "2"
    assert first.headers["ratelimit-remaining"] == "1"
    assert first.headers["ratelimit-reset"] == "1"
    assert refused.status_code == 429
    assert refused.json()["slug"] == "rate_exceeded"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["ratelimit-remaining"] == "0"
    assert refused.headers["x-request-id"]


@pytest.mark.anyio
async def test_a_client_is_limited_whatever_its_tokens(around: Surroundings) -> None:
    around.options["rate_per_client"] = 2
    around.queries.answers["OrdersAdminService/ListOrders"] = lambda _: orders.ListOrdersResponse()
    async with around.client() as client:
        statuses = [
            (await client.get("/api/v1/orders", headers=around.bearer("orders:read"))).status_code
            for _ in range(3)
        ]
        other = around.bearer("orders:read", client="another")
        assert (await client.get("/api/v1/orders", headers=other)).status_code == 200
    assert statuses == [200, 200, 429]
