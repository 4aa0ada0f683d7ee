"""Sending commands and waiting for what becomes of them."""

import asyncio
from asyncio import Future
from typing import Any

from firstviscount.operations.v1.results_pb2 import CommandResult
from fv_edge.commands.command import Command, headers_of
from fv_edge.commands.producer import BrokerUnavailable, CommandProducer
from fv_edge.commands.replies import Expected, ExpectedReplies
from fv_edge.problems import problem

_DELIVERY_SECONDS = 5.0


class CommandGateway:
    """Turns commands into their results."""

    def __init__(self, producer: CommandProducer, replies: ExpectedReplies) -> None:
        self._producer = producer
        self.replies = replies

    async def submit(self, command: Command, wait: float) -> CommandResult | None:
        """Send the command and return its result, None when there is none within `wait` seconds.

        None means that the broker has the command. `Problem` 503 when that is unknown; the same
        request may be repeated. The waiter stands before the command is produced, so no reply can
        be missed.
        """
        expected = self.replies.join(command)
        try:
            delivered = self._producer.produce(
                command.topic,
                command.key.encode(),
                command.message.SerializeToString(),
                headers_of(command),
            )
            return await self._outcome(expected, delivered, wait)
        finally:
            self.replies.leave(command, expected)

    async def _outcome(
        self, expected: Expected, delivered: Future[None], wait: float
    ) -> CommandResult | None:
        reply = expected.reply
        clock = asyncio.get_running_loop().time
        deadline = clock() + wait
        # A refused delivery ends the wait early, while a reply is proof enough of a delivery.
        either: set[Future[Any]] = {reply, delivered}
        done, _ = await asyncio.wait(either, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
        if done and not reply.done():
            _check(delivered)
            await asyncio.wait({reply}, timeout=max(0.0, deadline - clock()))
        if reply.done():
            return reply.result()
        expected.deferred = True
        return await _deferred(expected, delivered)


async def _deferred(expected: Expected, delivered: Future[None]) -> CommandResult | None:
    """Make sure that the broker has what the client is told to ask about."""
    if not delivered.done():
        await asyncio.wait({delivered}, timeout=_DELIVERY_SECONDS)
    if not delivered.done():
        raise problem("broker_unavailable", "repeat the request with the same key")
    _check(delivered)
    return expected.reply.result() if expected.reply.done() else None


def _check(delivered: Future[None]) -> None:
    error = delivered.exception() if delivered.done() else None
    if isinstance(error, BrokerUnavailable):
        raise problem("broker_unavailable", "repeat the request with the same key") from error
