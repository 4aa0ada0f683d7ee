"""Whether the records that were acknowledged are still in the log."""

import time
from collections.abc import Sequence
from uuid import uuid4

from confluent_kafka import Consumer, TopicPartition

from fv_chassis.broker.clients import LossFlag, consumer_config
from fv_chassis.broker.guarded import message_id_of
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.relay.store import LastRecord

PATIENCE_SECONDS = 3.0
_TIMEOUT_SECONDS = 5


def replaced(settings: BrokerSettings, records: Sequence[LastRecord]) -> list[LastRecord]:
    """Return the records whose partition holds another one, or nothing, in their place.

    A record below the log's start was removed by retention, which is no loss. Raises BrokerLost or
    KafkaException when the broker goes away meanwhile.
    """
    if not records:
        return []
    lost = LossFlag()
    client = Consumer(consumer_config(settings, f"verification.{uuid4()}", lost))
    try:
        expected = _within_log(client, records)
        found = _read(client, expected, lost)
    finally:
        client.close()
    return [
        record
        for record in expected
        if found.get((record.topic, record.partition)) != (record.offset, record.message_id)
    ]


def _within_log(client: Consumer, records: Sequence[LastRecord]) -> list[LastRecord]:
    kept = []
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        low, high = client.get_watermark_offsets(place, timeout=_TIMEOUT_SECONDS)
        # An end of 0 is an empty log; the embedded broker's other ends are too low to prove a loss.
        if record.offset >= low or high == 0:
            kept.append(record)
    return kept


def _read(
    client: Consumer, expected: Sequence[LastRecord], lost: LossFlag
) -> dict[tuple[str, int], tuple[int, str]]:
    """Return the first record that each partition delivers from the expected offset on."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    client.assign([TopicPartition(e.topic, e.partition, e.offset) for e in expected])
    end = time.monotonic() + PATIENCE_SECONDS
    while len(found) < len(expected) and time.monotonic() < end:
        record = client.poll(0.1)
        lost.check()
        if record is None or record.error():
            continue
        place = (str(record.topic()), int(record.partition() or 0))
        found.setdefault(place, (int(record.offset() or 0), message_id_of(record)))
    return found
