import asyncio
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from fv_cli.audit.facts import Facts
from fv_cli.audit.run import Audit
from fv_cli.bench.consumption import used
from fv_cli.bench.figures import figures_of, percentiles
from fv_cli.bench.generator import Load, Shot, generate
from fv_cli.bench.limit import Limit, pgbench_binary
from fv_cli.bench.report import markdown, record_of
from fv_cli.bench.run import Result, Wish
from fv_cli.bench.statements import Statement, counted
from fv_cli.records.money import decimal_of
from fv_messages.firstviscount.common.v1 import Money

SHOTS = [
    Shot("k-0", "o-0", 201, 100.0, 100.02),
    Shot("k-1", "o-1", 201, 101.0, 101.01),
    Shot("k-2", "", 503, 102.0, 104.00),
]


def test_orders_a_second_count_what_was_confirmed_within_the_load() -> None:
    figures = figures_of(SHOTS, {"o-0": 100.1, "o-1": 111.0}, seconds=10)

    assert (figures.sent, figures.accepted, figures.confirmed) == (3, 2, 2)
    assert figures.orders_per_second == 0.1
    assert round(figures.confirmation.p50) == 100
    assert round(figures.confirmation.longest) == 10_000


def test_percentiles_are_of_the_nearest_rank() -> None:
    found = percentiles([float(number) for number in range(1, 101)])

    assert (found.p50, found.p95, found.p99, found.longest) == (50, 95, 99, 100)
    assert percentiles([]).p99 == 0


@pytest.mark.parametrize("frame", ["BEGIN", "commit", "ROLLBACK", " SAVEPOINT a", "END"])
def test_transaction_frames_are_no_statements(frame: str) -> None:
    assert not counted(frame)


def test_a_query_is_a_statement_but_not_the_count_itself() -> None:
    assert counted("SELECT 1")
    assert not counted("SELECT sum(calls) FROM pg_stat_statements")


def test_a_program_that_restarted_counts_from_its_start() -> None:
    assert used({"a": 5.0, "b": 9.0}, {"a": 7.5, "b": 1.0, "c": 2.0}) == {"a": 2.5, "b": 1, "c": 2}


def test_money_is_exact() -> None:
    assert decimal_of(Money(units=2, nanos=550_000_000)) == Decimal("2.55")
    assert decimal_of(None) == 0


def test_the_section_holds_the_figures(tmp_path: Any) -> None:
    result = Result(
        wish=Wish(10, 4, 0, tmp_path / "j", True),
        broker="embedded",
        figures=figures_of(SHOTS, {"o-0": 100.1, "o-1": 101.2}, seconds=10),
        statements={"orders": [Statement("SELECT 1", 9, 1.0)]},
        cpu={"orders": 1.5, "broker": 0.5},
        memory={"orders": 90_000_000, "broker": 50_000_000},
        audit=Audit(Facts(), ()),
        limits=[Limit(100, 1800.0)],
    )
    text = markdown(record_of(result))

    assert "| SQL statements per order, all servers | 4.5 |" in text
    assert "| orders | 750.0 | 90 MB |" in text
    assert "| memory (PSS) without broker | 90 MB |" in text
    assert "100 a transaction | 1800 orders/s" in text
    assert "| audit | clean |" in text


def test_pgbench_comes_with_the_wheel() -> None:
    binary = pgbench_binary()

    assert binary is not None
    assert binary.exists()


class Shop:
    """Answers every second order with 503 first."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def token(self, _: web.Request) -> web.Response:
        return web.json_response({"access_token": "t", "expires_in": 600})

    async def order(self, request: web.Request) -> web.Response:
        key = request.headers["Idempotency-Key"]
        if key.endswith("1") and key not in self.seen:
            self.seen.add(key)
            return web.json_response({}, status=503)
        headers = {"Location": f"/api/v1/orders/id-{key.rpartition('/')[2]}"}
        return web.json_response({}, status=201, headers=headers)


def shots_of(load: dict[str, Any]) -> list[Shot]:
    async def run() -> list[Shot]:
        shop = Shop()
        app = web.Application()
        app.router.add_post("/oauth2/token", shop.token)
        app.router.add_post("/api/v1/orders", shop.order)
        async with TestServer(app) as server:
            url = str(server.make_url("")).rstrip("/")
            fixed: dict[str, Any] = {
                "rest": url,
                "token_url": f"{url}/oauth2/token",
                "client_id": "shop",
            }
            return await generate(Load(**fixed, secret="s", skus=["A", "B", "C"], run="r", **load))

    return asyncio.run(run())


def test_the_generator_offers_the_rate_and_repeats_what_was_not_taken() -> None:
    shots = shots_of({"seconds": 0.5, "concurrency": 4, "rate": 20})

    assert sorted(shot.key for shot in shots) == sorted(f"bench/r/{n}" for n in range(10))
    assert {shot.status for shot in shots} == {201}
    assert {shot.order_id for shot in shots} == {f"id-{number}" for number in range(10)}


def test_without_a_rate_it_sends_as_fast_as_it_goes() -> None:
    assert len(shots_of({"seconds": 0.2, "concurrency": 2, "rate": 0})) > 2
