"""Who waits for which reply, and what the edge remembers of operations that it answered with
202."""

import asyncio
import time
from asyncio import Future
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from firstviscount.operations.v1.results_pb2 import CommandResult
from fv_edge.commands.command import Command
from fv_edge.problems import problem

_REMEMBERED_SECONDS = 600.0
_REMEMBERED = 10_000


@dataclass(slots=True)
class Expected:
    """A reply that somebody waits for, or asked about later."""

    fingerprint: str
    subject: str
    created_at: float
    reply: Future[CommandResult] = field(repr=False)
    waiters: int = 0
    # The client was told to come back, so the result is kept until it does or the time is over.
    deferred: bool = False


class ExpectedReplies:
    """The replies that this edge waits for, by command id; owned by the event loop.

    `expects` alone may be called from the reader's thread.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._by_key: OrderedDict[bytes, Expected] = OrderedDict()

    def expects(self, key: bytes) -> bool:
        """Return whether a reply with this key is worth decoding."""
        return key in self._by_key

    def join(self, command: Command) -> Expected:
        """Wait for the command's reply, together with whoever does already; leave with `leave`.

        `Problem` 422 when the other one's request was different: one key names one request.
        """
        key = str(command.id).encode()
        expected = self._by_key.get(key)
        intent = command.intent
        same = expected is not None and expected.fingerprint == intent.fingerprint
        if expected is not None and expected.waiters and not same:
            raise key_reused()
        if expected is None or expected.reply.done() or not same:
            reply: Future[CommandResult] = asyncio.get_running_loop().create_future()
            expected = Expected(intent.fingerprint, intent.principal.subject, self._now(), reply)
            self._by_key[key] = expected
            self._by_key.move_to_end(key)
            self._forget_old()
        expected.waiters += 1
        return expected

    def leave(self, command: Command, expected: Expected) -> None:
        """Stop waiting; the reply is forgotten unless the client was told to ask for it later."""
        expected.waiters -= 1
        key = str(command.id).encode()
        if not expected.waiters and not expected.deferred and self._by_key.get(key) is expected:
            del self._by_key[key]

    def recall(self, command_id: str, subject: str) -> Expected | None:
        """Return what is known of an operation of this subject, None when nothing is."""
        expected = self._by_key.get(command_id.encode())
        if expected is None or expected.subject != subject:
            return None
        return expected

    def resolve(self, replies: Iterable[tuple[bytes, str, CommandResult]]) -> None:
        """Hand replies (key, fingerprint or "", result) to those who wait; each is given once."""
        for key, fingerprint, result in replies:
            expected = self._by_key.get(key)
            if expected is None or expected.reply.done():
                continue
            if fingerprint and fingerprint != expected.fingerprint:
                continue
            expected.reply.set_result(result)

    def _forget_old(self) -> None:
        """Drop deferred operations that are old or too many; nobody's wait is cut short."""
        horizon = self._now() - _REMEMBERED_SECONDS
        while self._by_key:
            key, oldest = next(iter(self._by_key.items()))
            crowded = len(self._by_key) > _REMEMBERED
            if oldest.waiters or not (crowded or oldest.created_at < horizon):
                return
            del self._by_key[key]


def key_reused() -> Exception:
    """Return the problem of a key that names another request already."""
    return problem("idempotency_key_reused", "the key was used with another request")
