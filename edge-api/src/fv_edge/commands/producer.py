"""The port to the commands' topics."""

from asyncio import Future
from typing import Protocol


class BrokerUnavailable(Exception):
    """The broker did not take a message; whether it arrived is unknown."""


class CommandProducer(Protocol):
    """Hands messages to the broker; used from the event loop only."""

    def produce(
        self, topic: str, key: bytes, value: bytes, headers: list[tuple[str, bytes]]
    ) -> Future[None]:
        """Send without blocking; the future is done when the broker has taken it.

        It fails with `BrokerUnavailable` when the broker did not within the producer's time limit.
        """
        ...
