"""An idempotent producer that is thrown away after any failure.

A restarted broker hands out producer ids again: a producer that survived it had its messages
acknowledged and not written. So a connection that broke during a batch fails the batch.
"""

import time
from collections.abc import Iterable, Sequence
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka import Message as Report

from fv_chassis.broker.clients import LossFlag, producer_config
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.relay.failures import LogReplaced, SendFailed
from fv_chassis.relay.store import Ack, LastRecord, Row

_TIMEOUT_SECONDS = 12.0
_SLICE_SECONDS = 0.25


class Sender:
    """Sends batches; after it raised, make a new one."""

    def __init__(self, settings: BrokerSettings, last: Iterable[LastRecord]) -> None:
        self._lost = LossFlag()
        self._producer = Producer(producer_config(settings, self._lost, idempotent=True))
        self._last = {(record.topic, record.partition): record for record in last}

    def send(self, rows: Sequence[Row]) -> list[Ack]:
        """Send the rows in order and return where each went.

        Raises SendFailed or BrokerLost when any was not acknowledged on an unbroken connection, and
        LogReplaced when an acknowledgement does not follow the one before it.
        """
        acks: list[Ack] = []
        failures: list[KafkaError] = []
        for row in rows:
            self._produce(row, acks, failures)
        left = self._flush()
        if failures or left:
            raise SendFailed(str(failures[0]) if failures else f"{left} not acknowledged")
        self._follow(acks)
        return acks

    def last_records(self) -> list[LastRecord]:
        """Return the last acknowledged record of every partition."""
        return list(self._last.values())

    def check(self) -> None:
        """Raise BrokerLost when the connection broke since this sender was made."""
        self._producer.poll(0)
        self._lost.check()

    def close(self) -> None:
        """Drop whatever is not sent yet: it is sent again, in order, by the next sender."""
        self._producer.purge()
        self._producer.flush(1)

    def _flush(self) -> int:
        """Wait for the acknowledgements, but not on a connection that broke: they mean nothing."""
        end = time.monotonic() + _TIMEOUT_SECONDS
        while (left := self._producer.flush(_SLICE_SECONDS)) and time.monotonic() < end:
            self._lost.check()
        self._lost.check()
        return left

    def _produce(self, row: Row, acks: list[Ack], failures: list[KafkaError]) -> None:
        headers: list[tuple[str, str | bytes | None]] = list(row.headers.items())
        report = partial(_delivered, row, acks, failures)
        try:
            self._producer.produce(
                row.topic, row.value, key=row.key, headers=headers, on_delivery=report
            )
        except (BufferError, KafkaException) as failure:
            raise SendFailed(str(failure)) from failure

    def _follow(self, acks: Sequence[Ack]) -> None:
        for ack in acks:
            place = (ack.row.topic, ack.partition)
            before = self._last.get(place)
            if ack.offset <= (before.offset if before else -1):
                raise LogReplaced(f"{place} acknowledged offset {ack.offset}")
            self._last[place] = LastRecord(*place, ack.offset, ack.row.message_id)


def _delivered(
    row: Row,
    acks: list[Ack],
    failures: list[KafkaError],
    error: KafkaError | None,
    report: Report,
) -> None:
    partition, offset = report.partition(), report.offset()
    if error is not None:
        failures.append(error)
    else:
        acks.append(
            Ack(row, -1 if partition is None else partition, -1 if offset is None else offset)
        )
