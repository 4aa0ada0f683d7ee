"""Commands to a Kafka-protocol broker."""

import asyncio
from asyncio import AbstractEventLoop, Future
from threading import Event
from typing import Any

from confluent_kafka import KafkaException, Producer

from fv_edge.commands.producer import BrokerUnavailable

_POLL_SECONDS = 0.2
_FLUSH_SECONDS = 5.0


class KafkaCommandProducer:
    """Produces without idempotence: a command carries its own id, so a repetition does no harm,
    while a surviving idempotent producer loses messages to a broker that came back without its
    memory."""

    def __init__(self, producer: Producer) -> None:
        """Take a producer with acks=all."""
        self._producer = producer
        self._loop: AbstractEventLoop | None = None
        self._delivered: list[tuple[Future[None], str | None]] = []

    def produce(
        self, topic: str, key: bytes, value: bytes, headers: list[tuple[str, bytes]]
    ) -> Future[None]:
        """Send; see `CommandProducer`."""
        self._loop = asyncio.get_running_loop()
        future: Future[None] = self._loop.create_future()

        def on_delivery(error: Any, _: Any) -> None:
            self._delivered.append((future, None if error is None else str(error)))

        try:
            self._producer.produce(
                topic, value=value, key=key, headers=[*headers], on_delivery=on_delivery
            )
        except (BufferError, KafkaException) as error:
            future.set_exception(BrokerUnavailable(str(error)))
        return future

    def run(self, stop: Event) -> None:
        """Deliver the broker's answers to the event loop, one call per poll, until told to stop."""
        while not stop.is_set():
            self._producer.poll(_POLL_SECONDS)
            self._hand_over()
        self._producer.flush(_FLUSH_SECONDS)
        self._hand_over()

    def _hand_over(self) -> None:
        if self._delivered and self._loop is not None and not self._loop.is_closed():
            batch, self._delivered = self._delivered, []
            self._loop.call_soon_threadsafe(_settle, batch)


def _settle(batch: list[tuple[Future[None], str | None]]) -> None:
    for future, error in batch:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(BrokerUnavailable(error))
