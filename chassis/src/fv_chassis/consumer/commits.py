"""What the group is told: its commits serve lag tools and the relay's floor, not the consumer."""

import contextlib
import time
from collections.abc import Iterable, Iterator

from confluent_kafka import Consumer as Client
from confluent_kafka import KafkaException, TopicPartition

from fv_chassis.broker.guarded import Key
from fv_chassis.consumer.metrics import LAG
from fv_chassis.deliveries import Delivery
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)

EVERY_SECONDS = 1.0


class GroupCommits:
    """Commits at most once a second, after the database did."""

    def __init__(self, client: Client, consumer: str) -> None:
        self._client = client
        self._consumer = consumer
        self._offsets: dict[Key, int] = {}
        self._sent_at = time.monotonic()

    def note(self, deliveries: Iterable[Delivery]) -> None:
        """Remember what was handled."""
        for delivery in deliveries:
            self._offsets[delivery.place] = delivery.position.offset + 1

    def forget(self) -> None:
        """Forget what was not sent: the partitions are another member's now."""
        self._offsets = {}

    def send_due(self) -> None:
        """Send what is due, without waiting for the answer."""
        if self._offsets and time.monotonic() - self._sent_at >= EVERY_SECONDS:
            places = self._take()
            with self._tolerance():
                self._client.commit(offsets=places, asynchronous=True)
            self._measure(places)

    def send_all(self) -> None:
        """Send everything and wait for the answer."""
        if self._offsets:
            with self._tolerance():
                self._client.commit(offsets=self._take(), asynchronous=False)

    def _take(self) -> list[TopicPartition]:
        offsets, self._offsets = self._offsets, {}
        self._sent_at = time.monotonic()
        return [TopicPartition(*place, offset) for place, offset in offsets.items()]

    @contextlib.contextmanager
    def _tolerance(self) -> Iterator[None]:
        try:
            yield
        except KafkaException as error:
            _log.info("the group took no commit", consumer=self._consumer, detail=str(error))

    def _measure(self, places: Iterable[TopicPartition]) -> None:
        for place in places:
            with contextlib.suppress(KafkaException):
                _, end = self._client.get_watermark_offsets(place, cached=True)
                lag = LAG.labels(self._consumer, place.topic, place.partition)
                lag.set(max(0, end - place.offset))
