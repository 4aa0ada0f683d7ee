"""The load generator, a process of its own: `python -m fv_cli.bench.generator < load.json`.

Sends orders until the time is over and prints one JSON line per order: key, order id (empty when
unknown), status, and when it was first sent and finally answered, in seconds since the epoch.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp

from fv_cli.platform_file import Client
from fv_cli.traffic.sender import AGAIN
from fv_cli.traffic.tokens import AsyncTokens

_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: for `seconds`, by so many workers; `rate` orders a second, 0 for as many as go.

    Every order has `lines` lines of different skus.
    """

    rest: str
    token_url: str
    client_id: str
    secret: str
    skus: list[str]
    run: str
    seconds: float
    concurrency: int
    rate: float
    lines: int = 2


@dataclass(frozen=True, slots=True)
class Shot:
    """One order as the client saw it; times are seconds since the epoch."""

    key: str
    order_id: str
    status: int
    sent_at: float
    answered_at: float


class Generator:
    """Sends the load; `shots` fills as answers come."""

    def __init__(self, load: Load, session: aiohttp.ClientSession) -> None:
        self._load = load
        self._session = session
        client = Client(load.client_id, load.secret, ())
        self._tokens = AsyncTokens(session, load.token_url, client)
        self._dice = random.Random(load.run)  # noqa: S311  # a load is no secret
        self.shots: list[Shot] = []

    async def run(self) -> None:
        """Send until the time is over and every order has its answer."""
        await self._tokens.token()
        due = self._schedule()
        async with asyncio.TaskGroup() as group:
            for _ in range(self._load.concurrency):
                group.create_task(self._work(due))

    def _schedule(self) -> Iterator[tuple[int, float]]:
        """Yield number and due time of the orders; without a rate each is due at once."""
        begun = time.time()
        end = begun + self._load.seconds
        number = 0
        while True:
            due = begun + number / self._load.rate if self._load.rate else time.time()
            if due >= end:
                return
            yield number, due
            number += 1

    async def _work(self, schedule: Iterator[tuple[int, float]]) -> None:
        for number, due in schedule:
            wait = due - time.time()
            if wait > 0:
                await asyncio.sleep(wait)
            await self._shoot(f"bench/{self._load.run}/{number}")

    async def _shoot(self, key: str) -> None:
        body = json.dumps(
            {
                "lines": [
                    {"sku": sku, "quantity": 1}
                    for sku in self._dice.sample(self._load.skus, self._load.lines)
                ],
                "currency_code": "GBP",
                "card_token": "tok_approve",
                "reference": key,
            }
        ).encode()
        sent_at = time.time()
        status, order_id = 0, ""
        while not status and time.time() < sent_at + _PATIENCE_SECONDS:
            status, order_id = await self._attempt(key, body)
        self.shots.append(Shot(key, order_id, status, sent_at, time.time()))

    async def _attempt(self, key: str, body: bytes) -> tuple[int, str]:
        """Send once; status 0 says that the same order should be sent again."""
        token = await self._tokens.token()
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        url = f"{self._load.rest}/api/v1/orders"
        try:
            async with self._session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                status = answer.status
                location = answer.headers.get("Location", "")
        except (aiohttp.ClientError, TimeoutError):
            status, location = 503, ""
        if status in AGAIN or status in {202, 401}:
            if status == 401:
                self._tokens.refuse(token)
            await asyncio.sleep(_PAUSE_SECONDS)
            return 0, ""
        return status, location.rpartition("/")[2]


async def generate(load: Load) -> list[Shot]:
    """Send the load and return what became of every order."""
    connector = aiohttp.TCPConnector(limit=load.concurrency)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        generator = Generator(load, session)
        await generator.run()
        return generator.shots


def main() -> None:
    """Read the load from standard input and print the shots."""
    load = Load(**json.load(sys.stdin))
    for shot in asyncio.run(generate(load)):
        record: dict[str, Any] = asdict(shot)
        sys.stdout.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
