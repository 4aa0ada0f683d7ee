"""Reading all partitions of some topics by assignment: every reader sees every record."""

from collections.abc import Callable, Sequence
from threading import Event
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, TopicPartition

from fv_chassis.broker.clients import BrokerLost, LossFlag, consumer_config
from fv_chassis.broker.guard import Position
from fv_chassis.broker.guarded import GuardedPartitions, Key, Record, message_id_of
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.broker.topics import ensure_topics
from fv_chassis.messages import Retryable
from fv_chassis.telemetry import get_logger
from fv_contracts import topics as topic_record

_log = get_logger(__name__)
_TIMEOUT_SECONDS = 5
_POLL_SECONDS = 0.2
_BATCH = 1_000
_PAUSE_SECONDS = 0.3


class AssignedReader:
    """Hands every record after its start to `on_records`, on the thread that runs it.

    It starts at the end of every partition (at the last record, which it may hand over although it
    is older). `on_amnesia` is called before records of a log that is another one are handed over.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        service: str,
        topics: Sequence[str],
        on_records: Callable[[Sequence[Record]], None],
        on_amnesia: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._service = service
        self._topics = topics
        self._on_records = on_records
        self._on_amnesia = on_amnesia
        self._positions: dict[Key, Position | None] = {}
        self._ready = Event()

    def ready(self) -> bool:
        """Whether the positions are resolved and the broker is there."""
        return self._ready.is_set()

    def run(self, stop: Event) -> None:
        """Read until the event is set; a broker that is away is waited for."""
        while not stop.is_set():
            try:
                self._session(stop)
            except (BrokerLost, Retryable, KafkaException) as failure:
                _log.warning("the reader lost the broker", detail=str(failure))
                stop.wait(_PAUSE_SECONDS)
            finally:
                self._ready.clear()

    def _session(self, stop: Event) -> None:
        ensure_topics(self._settings, self._service)
        lost = LossFlag()
        client = Consumer(consumer_config(self._settings, f"{self._service}.{uuid4()}", lost))
        guarded = GuardedPartitions(client, self._forget)
        try:
            client.assign(self._start(client, guarded))
            self._ready.set()
            while not stop.is_set():
                self._read(client, guarded, lost)
        finally:
            client.close()

    def _start(self, client: Consumer, guarded: GuardedPartitions) -> list[TopicPartition]:
        """Return where to begin: at the end when new, else at the last record that was seen."""
        if self._positions:
            return guarded.assign(self._positions)
        keys = [
            (topic, partition)
            for topic in self._topics
            for partition in range(topic_record.load()[topic].partitions)
        ]
        ends = [_last_record(client, *key) for key in keys]
        guarded.assign(dict.fromkeys(keys))
        self._positions = dict.fromkeys(keys)
        return ends

    def _read(self, client: Consumer, guarded: GuardedPartitions, lost: LossFlag) -> None:
        first = client.poll(_POLL_SECONDS)
        lost.check()
        records = [first, *client.consume(_BATCH, 0)] if first is not None else []
        good = guarded.admit(record for record in records if record.error() is None)
        if good:
            for record in good:
                key = (record.topic(), record.partition())
                self._positions[key] = Position(record.offset(), message_id_of(record))
            self._on_records(good)
        guarded.look_again()

    def _forget(self, topic: str, partition: int) -> None:
        _log.warning("the log is another one", topic=topic, partition=partition)
        self._positions[topic, partition] = None
        self._on_amnesia()


def _last_record(client: Consumer, topic: str, partition: int) -> TopicPartition:
    """Return the position of the last record: with it, a log that is another one can be told.

    The embedded broker answers with the base of its last batch and one, which is early: some
    records are then handed over although they are older.
    """
    place = TopicPartition(topic, partition)
    low, high = client.get_watermark_offsets(place, timeout=_TIMEOUT_SECONDS)
    return TopicPartition(topic, partition, max(low, high - 1))
