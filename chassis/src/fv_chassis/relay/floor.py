"""How far every group has read: what need not be sent again after the broker lost its log."""

import time
from collections.abc import Sequence

from confluent_kafka import Consumer, KafkaException, TopicPartition

from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.relay.store import LastRecord, OutboxStore
from fv_contracts import topics as record

INTERVAL_SECONDS = 5.0
_TIMEOUT_SECONDS = 2
# Groups commit a little later than they handle, so the floor is raised once more after the last.
_ROUNDS = 2


class Floor:
    """Raises the stored floor every few seconds while rows are being sent, and shortly after."""

    def __init__(self, settings: BrokerSettings, store: OutboxStore) -> None:
        self._settings = settings
        self._store = store
        self._groups: dict[str, Consumer] = {}
        self._due = 0.0
        self._rounds = 0

    def sent(self) -> None:
        """Note that rows were sent since the floor was last raised."""
        if not self._rounds:
            self._due = time.monotonic() + INTERVAL_SECONDS
        self._rounds = _ROUNDS

    def raise_when_due(self, last: Sequence[LastRecord]) -> None:
        """Ask the broker for the groups' offsets and store the floor; skip a slow broker."""
        if not self._rounds or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + INTERVAL_SECONDS
        try:
            asked = [(place.topic, place.partition, self._below(place)) for place in last]
        except KafkaException:
            return
        read = [place for place in asked if place[2] > 0]
        if read:
            self._store.raise_floor(read)
        self._rounds -= 1

    def close(self) -> None:
        """Close the clients."""
        for client in self._groups.values():
            client.close()

    def _below(self, place: LastRecord) -> int:
        topic = record.load().get(place.topic)
        if topic is None or not topic.groups:
            return place.offset + 1
        return min(self._committed(group, place) for group in topic.groups)

    def _committed(self, group: str, place: LastRecord) -> int:
        if group not in self._groups:
            self._groups[group] = Consumer(
                {
                    "bootstrap.servers": self._settings.bootstrap_servers,
                    "group.id": group,
                    "enable.auto.commit": False,
                    "log_level": 0,
                }
            )
        asked = [TopicPartition(place.topic, place.partition)]
        return int(self._groups[group].committed(asked, timeout=_TIMEOUT_SECONDS)[0].offset)
