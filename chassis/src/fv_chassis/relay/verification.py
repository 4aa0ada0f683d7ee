"""Whether the records that were acknowledged are still in the log."""

import time
from collections.abc import Sequence
from uuid import uuid4

from confluent_kafka import Consumer, TopicPartition

from fv_chassis.broker.clients import BrokerLost, LossFlag, consumer_config
from fv_chassis.broker.guarded import Key, Record, fetched_end, message_id_of
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.relay.store import LastRecord

GLANCE_SECONDS = 0.5
PATIENCE_SECONDS = 5.0
_POLL_SECONDS = 0.05
_RECORDS = 1_000


class Verifier:
    """Reads last records again; between two verifications it fetches nothing."""

    def __init__(self, settings: BrokerSettings) -> None:
        self._settings = settings
        self._glance = _Reading(settings)

    def replaced(self, records: Sequence[LastRecord]) -> list[LastRecord]:
        """Return the records whose partition holds another one, or none, in their place.

        A record that retention removed is no loss. Raises BrokerLost or KafkaException when the
        broker goes away meanwhile or does not answer in time: silence proves nothing.
        """
        suspects = self._glance.missing(records, GLANCE_SECONDS)
        if not suspects:
            return []
        # A client remembers the ends that earlier fetches told it; only a new one's are evidence.
        closer = _Reading(self._settings)
        try:
            return closer.missing(suspects, PATIENCE_SECONDS, ends_are_evidence=True)
        finally:
            closer.close()

    def close(self) -> None:
        """Close the client."""
        self._glance.close()


class _Reading:
    def __init__(self, settings: BrokerSettings) -> None:
        self._lost = LossFlag()
        self._client = Consumer(
            consumer_config(settings, f"verification.{uuid4()}", self._lost)
            | {
                "queued.min.messages": 1,
                "max.partition.fetch.bytes": 65_536,
                "fetch.wait.max.ms": 50,
            }
        )

    def missing(
        self, records: Sequence[LastRecord], seconds: float, *, ends_are_evidence: bool = False
    ) -> list[LastRecord]:
        """Return those that are not there, or that did not come in time.

        With ends as evidence, raises BrokerLost for those that did not come in time.
        """
        if not records:
            return []
        waiting = {(record.topic, record.partition): record for record in records}
        self._client.assign([TopicPartition(*key, r.offset) for key, r in waiting.items()])
        missing: list[LastRecord] = []
        end = time.monotonic() + seconds
        try:
            while waiting and time.monotonic() < end:
                missing += self._round(waiting)
                if ends_are_evidence:
                    missing += self._beyond_the_end(waiting)
        finally:
            self._client.unassign()
        if waiting and ends_are_evidence:
            raise BrokerLost(f"no answer about {list(waiting)}")
        return [*missing, *waiting.values()]

    def close(self) -> None:
        self._client.close()

    def _round(self, waiting: dict[Key, LastRecord]) -> list[LastRecord]:
        missing = []
        for got in self._client.consume(_RECORDS, _POLL_SECONDS):
            expected = waiting.get((str(got.topic()), int(got.partition() or 0)))
            if got.error() is None and expected is not None:
                del waiting[expected.topic, expected.partition]
                if not is_there(expected, got):
                    missing.append(expected)
        self._lost.check()
        return missing

    def _beyond_the_end(self, waiting: dict[Key, LastRecord]) -> list[LastRecord]:
        gone = [
            record
            for key, record in waiting.items()
            if 0 <= fetched_end(self._client, key) <= record.offset
        ]
        for record in gone:
            del waiting[record.topic, record.partition]
        return gone


def is_there(expected: LastRecord, got: Record) -> bool:
    """Judge by the first record that a partition delivers from the expected offset on.

    Above the offset, the log's start has passed it, which is retention. Below it, the offset was
    out of range and the client went back to the log's beginning.
    """
    if got.offset() == expected.offset:
        return message_id_of(got) == expected.message_id
    return bool(got.offset() > expected.offset)
