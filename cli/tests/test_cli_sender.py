"""The sender against a made-up edge that fails in every way that allows a repetition."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from fv_cli.platform_file import Client
from fv_cli.traffic.journal import Journal, read_journal
from fv_cli.traffic.sender import Answer, GaveUp, Sender, Write
from fv_cli.traffic.tokens import AsyncTokens, NoToken

WRITE = Write("POST", "/api/v1/orders", {"lines": []}, "retail/order/1")
ORDER = {"order_id": "o-1", "lines": [1], "state": "pending"}
Script = Sequence[tuple[int, object]]


class Edge:
    """Gives the scripted answers in turn, the last one for ever; status 0 breaks the connection."""

    def __init__(self, script: Script, operations: Script = ((404, {}),)) -> None:
        self.script = list(script)
        self.operations = list(operations)
        self.keys: list[str] = []
        self.tokens: list[str] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/oauth2/token", self.give_token)
        app.router.add_post("/api/v1/orders", self.order)
        app.router.add_get("/api/v1/operations/{id}", self.operation)
        return app

    async def give_token(self, request: web.Request) -> web.Response:
        return web.json_response({"access_token": f"t-{len(self.tokens)}", "expires_in": 600})

    async def order(self, request: web.Request) -> web.Response:
        self.keys.append(request.headers["Idempotency-Key"])
        self.tokens.append(request.headers["Authorization"])
        status, body = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if status == 0 and request.transport:
            request.transport.close()
        headers = {"Location": "/api/v1/operations/orders.1"} if status == 202 else {}
        return web.json_response(body, status=status or 200, headers=headers)

    async def operation(self, request: web.Request) -> web.Response:
        operations = self.operations
        status, body = operations.pop(0) if len(operations) > 1 else operations[0]
        return web.json_response(body, status=status)


def sent(edge: Edge, journal: Path, patience: float = 60) -> Answer:
    async def run() -> Answer:
        async with TestServer(edge.app()) as server, ClientSession() as session:
            url = str(server.make_url("")).rstrip("/")
            tokens = AsyncTokens(session, f"{url}/oauth2/token", Client("importer", "s", ()))
            with Journal(journal) as book:
                return await Sender(session, url, tokens, book, patience).send(WRITE)

    return asyncio.run(run())


@pytest.mark.parametrize("status", [404, 429, 502, 503, 504, 0])
def test_what_may_succeed_later_is_sent_again_under_the_same_key(
    status: int, tmp_path: Path
) -> None:
    edge = Edge([(status, {}), (201, ORDER)])

    assert sent(edge, tmp_path / "j").body["order_id"] == "o-1"
    assert edge.keys == [WRITE.key, WRITE.key]


def test_a_deferred_write_ends_with_its_operation(tmp_path: Path) -> None:
    edge = Edge([(202, {})], [(200, {"state": "succeeded", "result": ORDER})])

    assert sent(edge, tmp_path / "j").accepted


def test_a_lost_operation_is_repeated_under_the_same_key(tmp_path: Path) -> None:
    edge = Edge([(202, {}), (201, ORDER)])

    assert sent(edge, tmp_path / "j").accepted
    assert edge.keys == [WRITE.key, WRITE.key]


def test_an_operation_that_was_refused_is_a_refusal(tmp_path: Path) -> None:
    problem = {"status": 409, "detail": "no"}
    edge = Edge([(202, {})], [(200, {"state": "rejected", "problem": problem})])

    assert sent(edge, tmp_path / "j").status == 409


def test_a_refused_token_is_fetched_again(tmp_path: Path) -> None:
    edge = Edge([(401, {}), (201, ORDER)])

    assert sent(edge, tmp_path / "j").accepted
    assert len(set(edge.tokens)) == 2


def test_a_refusal_is_final(tmp_path: Path) -> None:
    edge = Edge([(422, {"detail": "unknown sku"})])

    assert sent(edge, tmp_path / "j").status == 422
    assert len(edge.keys) == 1


def test_patience_ends(tmp_path: Path) -> None:
    with pytest.raises(GaveUp, match="retail/order/1"):
        sent(Edge([(503, {})]), tmp_path / "j", patience=0)


def test_the_journal_holds_key_and_answer_without_lines(tmp_path: Path) -> None:
    sent(Edge([(201, ORDER)]), tmp_path / "j")

    asked, answered = read_journal(tmp_path / "j")
    assert (asked.key, asked.answered) == (WRITE.key, False)
    assert answered.accepted
    assert answered.answer == {"order_id": "o-1", "state": "pending"}


def test_a_journal_that_was_cut_short_is_read_up_to_there(tmp_path: Path) -> None:
    sent(Edge([(201, ORDER)]), tmp_path / "j")
    with (tmp_path / "j").open("a") as file:
        file.write(json.dumps({"key": "half"})[:-3])

    assert len(list(read_journal(tmp_path / "j"))) == 2


def test_a_client_that_is_not_known_gets_no_token() -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"error": "invalid_client"}, status=401)

    async def run() -> None:
        handler: Callable[[web.Request], Awaitable[web.Response]] = refuse
        app = web.Application()
        app.router.add_post("/oauth2/token", handler)
        async with TestServer(app) as server, ClientSession() as session:
            url = str(server.make_url("/oauth2/token"))
            await AsyncTokens(session, url, Client("nobody", "s", ())).token()

    with pytest.raises(NoToken, match="invalid_client"):
        asyncio.run(run())
