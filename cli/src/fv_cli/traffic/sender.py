"""Sends a write until it has an answer; every repetition carries the same key."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from fv_cli.failures import CommandFailed
from fv_cli.traffic.journal import Journal
from fv_cli.traffic.tokens import AsyncTokens

AGAIN = frozenset({429, 502, 503, 504})
"""Answers after which the same request may succeed."""

_UNANSWERED = (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError)


class GaveUp(CommandFailed):
    """A write was not answered within the patience that the caller has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The final answer to a write: what the edge said, or what the operation came to."""

    status: int
    body: Mapping[str, Any]

    @property
    def accepted(self) -> bool:
        """Whether the write took effect."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Write:
    """One write; `key` and `body` never change between repetitions."""

    method: str
    path: str
    body: Mapping[str, Any]
    key: str


class Sender:
    """Sends writes through one session; `patience` bounds the seconds that one may take."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        tokens: AsyncTokens,
        journal: Journal,
        patience: float = 600,
    ) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._journal = journal
        self._patience = patience
        self.repeated: Counter[str] = Counter()

    async def send(self, write: Write) -> Answer:
        """Return the final answer; `GaveUp` when there is none in time."""
        self._journal.sending(write.key, write.method, write.path)
        give_up_at = time.monotonic() + self._patience
        for attempt in range(1_000_000):
            answer = await self._attempt(write)
            if answer is not None:
                self._journal.answered(
                    write.key, write.method, write.path, answer.status, answer.body
                )
                return answer
            if time.monotonic() > give_up_at:
                break
            await asyncio.sleep(_pause(attempt))
        raise GaveUp(f"{write.method} {write.path} ({write.key}) was not answered")

    async def _attempt(self, write: Write) -> Answer | None:
        """Send once; None says that the same request should be sent again."""
        token = await self._tokens.token()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": write.key}
        try:
            async with self._session.request(
                write.method, self._base_url + write.path, json=write.body, headers=headers
            ) as response:
                status = response.status
                location = response.headers.get("Location", "")
                body = await _body_of(response)
        except _UNANSWERED as error:
            self.repeated[type(error).__name__] += 1
            return None
        if status == 401:
            self._tokens.refuse(token)
        if status == 202:
            self.repeated["202"] += 1
            return await self._operation(location, write)
        # What fails without a document did not come from the edge, but from something before it.
        if status in AGAIN or status == 401 or (status >= 400 and not body):
            self.repeated[str(status)] += 1
            return None
        return Answer(status, body)

    async def _operation(self, location: str, write: Write) -> Answer | None:
        """Ask once what became of a deferred write; None when its service does not know it."""
        headers = {"Authorization": f"Bearer {await self._tokens.token()}"}
        try:
            async with self._session.get(self._base_url + location, headers=headers) as response:
                body = await _body_of(response)
                if response.status != 200:
                    return None
        except _UNANSWERED:
            return None
        if body.get("state") == "succeeded":
            return Answer(201 if write.path == "/api/v1/orders" else 200, body["result"])
        if body.get("state") == "rejected":
            return Answer(int(body["problem"].get("status", 422)), body["problem"])
        return None


async def _body_of(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """Return the JSON object of an answer; an empty one when it has none."""
    if "json" not in response.content_type:
        await response.read()
        return {}
    body = await response.json(content_type=None)
    return body if isinstance(body, dict) else {}


def _pause(attempt: int) -> float:
    """Return the seconds to wait: exponential up to two, with jitter."""
    longest: float = min(2.0, 0.05 * 2 ** min(attempt, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  # jitter is no secret
