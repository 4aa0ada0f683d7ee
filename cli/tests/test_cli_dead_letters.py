import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from fv_cli.app import build_app

LETTER = {
    "dead_letter_id": "d-1",
    "consumer": "orders.fulfilment",
    "message_type": "firstviscount.inventory.v1.StockReserved",
    "reason": "invalid_message",
    "state": "open",
    "created_at": "2026-01-01T00:00:00Z",
}
LIST = "/api/v1/admin/orders/dead-letters"


def run(state: Path, *arguments: str) -> Any:
    return CliRunner().invoke(build_app(), ["dlq", *arguments, "--state", str(state)])


def test_letters_of_one_service_are_listed(state: Path, edge: Any) -> None:
    edge.answers[f"GET {LIST}"] = (200, {"dead_letters": [LETTER], "next_page_token": ""})

    result = run(state, "list", "--service", "orders", "--json")

    assert json.loads(result.output) == {"dead_letters": [{"service": "orders", **LETTER}]}
    assert edge.asked[-1]["query"] == "state=open"


def test_all_services_are_asked_when_none_is_named(state: Path, edge: Any) -> None:
    for service in ("catalog", "inventory", "orders", "platform"):
        path = f"GET /api/v1/admin/{service}/dead-letters"
        edge.answers[path] = (200, {"dead_letters": [], "next_page_token": ""})

    result = run(state, "list")

    assert "No dead letters" in result.output


def test_a_letter_is_replayed_under_a_key_of_its_own(state: Path, edge: Any) -> None:
    edge.answers[f"POST {LIST}/d-1/replay"] = (200, LETTER)

    results = [run(state, "replay", "orders", "d-1") for _ in range(2)]

    asked = [request for request in edge.asked if request["path"].endswith("/replay")]
    keys = {request["headers"]["Idempotency-Key"] for request in asked}
    assert [result.exit_code for result in results] == [0, 0]
    assert len(keys) == 2


def test_discarding_says_why(state: Path, edge: Any) -> None:
    edge.answers[f"POST {LIST}/d-1/discard"] = (202, {})

    result = run(state, "discard", "orders", "d-1", "--reason", "a test order")

    assert json.loads(edge.asked[-1]["body"]) == {"reason": "a test order"}
    assert "accepted, not answered yet" in result.output


def test_discarding_without_a_reason_is_a_usage_error(state: Path) -> None:
    assert run(state, "discard", "orders", "d-1").exit_code == 2
