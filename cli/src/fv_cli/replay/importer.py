"""Sends a replay's writes with bounded concurrency, in their order."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import aiohttp

from fv_cli.platform_file import PlatformFile, client_of
from fv_cli.traffic.journal import Entry, Journal
from fv_cli.traffic.sender import Answer, Sender, Write
from fv_cli.traffic.tokens import AsyncTokens

CLIENT = "importer"
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a step's writes: refusals by key, repetitions by cause."""

    order_ids: frozenset[str]
    refused: Mapping[str, Answer]
    repeated: Mapping[str, int]
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast to send, and how many seconds one write may take with all its repetitions."""

    concurrency: int
    patience: float = 600


def send_all(
    platform: PlatformFile,
    writes: Iterable[Write],
    journal: Journal,
    known: Mapping[str, Entry],
    pace: Pace,
    advance: Advance = lambda _: None,
) -> Sent:
    """Send the writes and return what became of them; keys that `known` answers are not sent."""
    return asyncio.run(_send_all(platform, writes, journal, known, pace, advance))


async def _send_all(
    platform: PlatformFile,
    writes: Iterable[Write],
    journal: Journal,
    known: Mapping[str, Entry],
    pace: Pace,
    advance: Advance,
) -> Sent:
    answers: dict[str, Answer] = {}
    queue = iter(writes)
    connector = aiohttp.TCPConnector(limit=pace.concurrency)
    timeout = aiohttp.ClientTimeout(total=40)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        token_url = f"{platform.urls['platform']}/oauth2/token"
        tokens = AsyncTokens(session, token_url, client_of(platform, CLIENT))
        sender = Sender(session, platform.urls["rest"], tokens, journal, pace.patience)

        async def work() -> None:
            # All workers take from one iterator: a write starts only after those before it did.
            for write in queue:
                answers[write.key] = _recalled(known.get(write.key)) or await sender.send(write)
                advance(1)

        workers = [asyncio.ensure_future(work()) for _ in range(pace.concurrency)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
    return _summary(answers, sender.repeated)


def _recalled(entry: Entry | None) -> Answer | None:
    return Answer(entry.status, entry.answer) if entry else None


def _summary(answers: Mapping[str, Answer], repeated: Counter[str]) -> Sent:
    accepted = [answer.body for answer in answers.values() if answer.accepted]
    return Sent(
        frozenset(str(body["order_id"]) for body in accepted if "order_id" in body),
        {key: answer for key, answer in answers.items() if not answer.accepted},
        repeated,
        {str(body["sku"]): int(body.get("version", 0)) for body in accepted if "sku" in body},
    )
