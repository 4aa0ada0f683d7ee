import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from fv_sandbox_payments.http import create_app
from fv_sandbox_payments.store import Store

MONEY = {"amount": "10.20", "currency": "GBP", "reference": "o"}


class Client:
    """Speaks to the application in this process."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def put(
        self, path: str, body: dict[str, Any], idempotency_key: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Idempotency-Key": idempotency_key or path}
        response = await self.http.put(f"/v1/payments/{path}", json=body, headers=headers)
        return response.status_code, response.json()

    async def authorise(self, key: str, card: str) -> tuple[int, dict[str, Any]]:
        return await self.put(f"{key}/authorisation", {**MONEY, "card_token": card})

    async def kinds(self) -> list[str]:
        return [e["kind"] for e in (await self.http.get("/v1/ledger")).json()["entries"]]


def run(tmp_path: Path, scenario: Any, hang: float = 0.3) -> None:
    async def main() -> None:
        store = Store(tmp_path)
        transport = httpx.ASGITransport(app=create_app(store, hang))
        async with httpx.AsyncClient(transport=transport, base_url="http://provider") as http:
            await scenario(Client(http))
        store.close()

    asyncio.run(main())


def test_the_life_of_a_payment_is_in_the_ledger(tmp_path: Path) -> None:
    async def scenario(client: Client) -> None:
        assert (await client.authorise("o:1", "tok_approve"))[0] == 200
        assert (await client.put("o:1/capture", {"amount": "10.20"}))[0] == 200
        assert await client.put("o:1/void", {}) == (409, {"error": "captured"})
        assert (await client.put("o:1/refund", {}))[0] == 200
        assert await client.kinds() == ["authorise", "capture", "refund"]

    run(tmp_path, scenario)


def test_one_key_gets_one_answer_and_no_other_request(tmp_path: Path) -> None:
    async def scenario(client: Client) -> None:
        first = await client.authorise("o:1", "tok_decline")
        assert first == (402, {"error": "declined"})
        assert await client.authorise("o:1", "tok_decline") == first
        other = await client.authorise("o:1", "tok_approve")
        assert other == (422, {"error": "idempotency_key_reused"})
        assert await client.kinds() == ["decline"]

    run(tmp_path, scenario)


def test_concurrent_repeats_hold_the_money_once(tmp_path: Path) -> None:
    async def scenario(client: Client) -> None:
        answers = await asyncio.gather(*(client.authorise("o:1", "tok_approve") for _ in range(50)))
        assert {status for status, _ in answers} == {200}
        assert await client.kinds() == ["authorise"]

    run(tmp_path, scenario)


def test_a_void_of_an_unknown_key_settles_it(tmp_path: Path) -> None:
    async def scenario(client: Client) -> None:
        assert (await client.put("o:1/void", {}))[0] == 200
        assert await client.authorise("o:1", "tok_approve") == (409, {"error": "voided"})
        assert await client.kinds() == []

    run(tmp_path, scenario)


def test_a_flapping_card_fails_twice_and_then_approves(tmp_path: Path) -> None:
    async def scenario(client: Client) -> None:
        answers = [(await client.authorise("o:1", "tok_flapping"))[0] for _ in range(3)]
        assert answers == [503, 503, 200]

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("card", "first_answers", "second_answers"),
    [("tok_timeout_once", False, True), ("tok_timeout_forever", False, False)],
)
def test_a_call_without_an_answer_is_done_all_the_same(
    tmp_path: Path, card: str, first_answers: bool, second_answers: bool
) -> None:
    async def answers(client: Client) -> bool:
        try:
            await asyncio.wait_for(client.authorise("o:1", card), timeout=0.5)
        except TimeoutError:
            return False
        return True

    async def scenario(client: Client) -> None:
        assert await answers(client) is first_answers
        assert await answers(client) is second_answers
        assert await client.kinds() == ["authorise"]

    run(tmp_path, scenario, hang=60.0)


def test_a_refused_capture_leaves_the_hold_to_be_voided(tmp_path: Path) -> None:
    async def scenario(client: Client) -> None:
        await client.authorise("o:1", "tok_capture_refused")
        assert (await client.put("o:1/capture", {"amount": "10.20"}))[0] == 409
        assert (await client.put("o:1/void", {}))[0] == 200

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("o:1/capture", {"amount": "1"}, 404),
        ("o:1/refund", {}, 404),
        ("o:1/authorisation", {"amount": 1.5}, 422),
    ],
)
def test_nonsense_is_refused(tmp_path: Path, path: str, body: dict[str, Any], status: int) -> None:
    async def scenario(client: Client) -> None:
        assert (await client.put(path, body))[0] == status
        missing = await client.http.put(f"/v1/payments/{path}", json={"amount": "1"})
        assert missing.json() == {"error": "idempotency_key_missing"}

    run(tmp_path, scenario)


def test_what_was_answered_survives_a_restart(tmp_path: Path) -> None:
    async def before(client: Client) -> None:
        await client.authorise("o:1", "tok_approve")

    async def after(client: Client) -> None:
        assert (await client.authorise("o:1", "tok_approve"))[0] == 200
        assert (await client.http.get("/v1/payments/o:1")).json()["state"] == "authorised"
        page = (await client.http.get("/v1/ledger?after=0&limit=1")).json()
        assert page["next"] == 1
        assert (await client.http.get(f"/v1/ledger?after={page['next']}")).json()["entries"] == []

    run(tmp_path, before)
    run(tmp_path, after)
