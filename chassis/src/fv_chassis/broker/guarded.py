"""Guards for all partitions of one client: what is admitted, what is looked at again."""

from collections.abc import Callable, Iterable
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition

from fv_chassis.broker.guard import PartitionGuard, Position, Verdict

Key = tuple[str, int]
Record = Any
"""A confluent_kafka.Message that was fetched: its fields are there, though the stubs doubt it."""
_PROBE_SECONDS = 1.0


class GuardedPartitions:
    """The partitions that a client is assigned; `on_loss` is told of a log that is another one."""

    def __init__(self, client: Consumer, on_loss: Callable[[str, int], None]) -> None:
        self._client = client
        self._on_loss = on_loss
        self._guards: dict[Key, PartitionGuard] = {}

    def assign(self, positions: dict[Key, Position | None]) -> list[TopicPartition]:
        """Take these partitions and return where to read them from: at the last record again."""
        self._guards = {key: PartitionGuard(last) for key, last in positions.items()}
        return [
            TopicPartition(topic, partition, last.offset if last else OFFSET_BEGINNING)
            for (topic, partition), last in positions.items()
        ]

    def admit(self, records: Iterable[Record]) -> list[Record]:
        """Return the records to handle; a partition that was lost restarts at its beginning."""
        admitted = []
        lost: set[Key] = set()
        for record in records:
            key = (record.topic(), record.partition())
            guard = self._guards.get(key)
            if guard is None or key in lost:
                continue
            verdict = guard.admit(record.offset(), message_id_of(record))
            if verdict is Verdict.HANDLE:
                admitted.append(record)
            elif verdict is Verdict.LOST:
                lost.add(key)
        for key in lost:
            self._restart(key)
        return [record for record in admitted if (record.topic(), record.partition()) not in lost]

    def look_again(self) -> None:
        """Seek silent partitions to their last record, and give up on those that lost it."""
        for key, guard in self._guards.items():
            if guard.last is not None and guard.overdue() and self._ended(key, guard.last.offset):
                self._restart(key)
            elif guard.last is not None and guard.idle():
                self._seek(key, guard.last.offset, guard.recheck)

    def look_at_all(self) -> None:
        """Seek every partition to its last record, or to its beginning: the connection broke.

        The check is armed even where the seek fails; any other record then counts as a loss.
        """
        for key, guard in self._guards.items():
            if guard.last is None:
                self._seek(key, OFFSET_BEGINNING, guard.restart)
            else:
                guard.recheck()
                self._seek(key, guard.last.offset, guard.recheck)

    def _restart(self, key: Key) -> None:
        guard = self._guards[key]
        self._on_loss(*key)
        self._seek(key, OFFSET_BEGINNING, guard.restart)

    def _seek(self, key: Key, offset: int, then: Callable[[], None]) -> None:
        try:
            self._client.seek(TopicPartition(*key, offset))
        except KafkaException:
            # The partition is not being fetched at this moment; the next round tries again.
            return
        then()

    def _ended(self, key: Key, offset: int) -> bool:
        """Whether the log ends before the offset, by the last fetch; ask a silent broker itself."""
        if 0 <= fetched_end(self._client, key) <= offset:
            return True
        try:
            self._client.get_watermark_offsets(TopicPartition(*key), timeout=_PROBE_SECONDS)
        except KafkaException:
            return False
        return self._guards[key].hopeless()


def fetched_end(client: Consumer, key: Key) -> int:
    """Return the partition's end as the last fetch told it; negative when nothing was fetched.

    Asking for the end (ListOffsets) is answered too low by the embedded broker, a fetch is not; a
    fetch from beyond the end brings neither a record nor an error, but it does bring the end.
    """
    _, end = client.get_watermark_offsets(TopicPartition(*key), cached=True)
    return int(end)


def message_id_of(record: Record) -> str:
    """Return the record's ce_id, "" when it has none that can be read."""
    for name, value in record.headers() or ():
        if name == "ce_id":
            # The wire allows a header without a value.
            return str((value or b"").decode(errors="replace"))
    return ""
