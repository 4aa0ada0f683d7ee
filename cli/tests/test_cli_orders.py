import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fv_cli.__main__ import main
from fv_cli.app import build_app
from fv_cli.orders.view import latencies

ORDER = {
    "order_id": "o-1",
    "customer_id": "alice",
    "state": "cancelled",
    "payment_state": "none",
    "stock_state": "none",
    "cancel_reason": "out_of_stock",
    "currency_code": "GBP",
    "total": "7.95",
    "lines": [{"sku": "CUP", "quantity": 1, "unit_price": "7.95", "requires_stock": True}],
}
ENTRIES = [
    {
        "number": 1,
        "input": "firstviscount.orders.v1.PlaceOrder",
        "decisions": ["firstviscount.orders.v1.OrderPlaced"],
        "states": "pending/none/none",
        "occurred_at": "2026-01-01T00:00:00.000Z",
        "decided_at": "2026-01-01T00:00:00.010Z",
    },
    {
        "number": 2,
        "input": "firstviscount.inventory.v1.StockReserved",
        "decisions": [],
        "states": "pending/requested/reserved",
        "occurred_at": "2026-01-01T00:00:00.025Z",
        "decided_at": "2026-01-01T00:00:00.030Z",
    },
]


def run(state: Path, *arguments: str) -> Any:
    return CliRunner().invoke(build_app(), [*arguments, "--state", str(state)])


def test_an_order_is_shown_for_people(state: Path, edge: Any) -> None:
    edge.answers["GET /api/v1/orders/o-1"] = (200, ORDER)

    result = run(state, "order", "show", "o-1")

    assert result.exit_code == 0
    assert "cancelled" in result.output
    assert "out_of_stock" in result.output
    assert "7.95 GBP" in result.output


def test_an_order_is_printed_for_programs_as_the_edge_sent_it(state: Path, edge: Any) -> None:
    edge.answers["GET /api/v1/orders/o-1"] = (200, ORDER)

    result = run(state, "order", "show", "o-1", "--json")

    assert json.loads(result.output) == ORDER


def test_requests_carry_the_clients_token(state: Path, edge: Any) -> None:
    edge.answers["GET /api/v1/orders/o-1"] = (200, ORDER)

    run(state, "order", "show", "o-1")

    assert edge.asked[-1]["headers"]["Authorization"] == "Bearer the-token"


def test_a_timeline_shows_what_came_and_what_was_decided(state: Path, edge: Any) -> None:
    edge.answers["GET /api/v1/orders/o-1/timeline"] = (200, {"entries": ENTRIES})

    result = run(state, "order", "timeline", "o-1")

    assert "StockReserved" in result.output
    assert "OrderPlaced" in result.output
    assert "30 ms" in result.output


def test_a_hop_lasts_from_the_senders_clock_to_the_decision() -> None:
    rounded = [(round(since), round(hop)) for since, hop in latencies(ENTRIES)]

    assert rounded == [(10, 10), (30, 5)]


def test_an_empty_timeline_has_no_latencies() -> None:
    assert latencies([]) == []


def test_a_missing_order_is_said_in_a_sentence(state: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.argv", ["viscount", "order", "show", "none", "--state", str(state)])

    with pytest.raises(SystemExit) as end:
        main()

    assert end.value.code == 1
    assert "viscount: 404: no such thing" in capsys.readouterr().err
