"""When orders were confirmed, read from their events after the load: it costs the run nothing."""

import time
import uuid
from collections.abc import Collection
from datetime import datetime

from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, TopicPartition

TOPIC = "orders.order.v1"
CONFIRMED = "firstviscount.orders.v1.OrderConfirmed"
_SILENCE_SECONDS = 10.0


def confirmation_times(kafka: str, order_ids: Collection[str]) -> dict[str, float]:
    """Return the event times (seconds since the epoch) of those orders' confirmations.

    Reads the topic from its beginning by assignment, headers only, until every order was met or
    nothing has come for a while.
    """
    missing = set(order_ids)
    found: dict[str, float] = {}
    consumer = Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": f"bench-{uuid.uuid4()}",
            "enable.auto.commit": False,
        }
    )
    try:
        partitions = consumer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions
        consumer.assign([TopicPartition(TOPIC, number, OFFSET_BEGINNING) for number in partitions])
        silent_since = time.monotonic()
        while missing and time.monotonic() < silent_since + _SILENCE_SECONDS:
            records = consumer.consume(1000, timeout=0.5)
            for record in records:
                _note(record, missing, found)
            if records:
                silent_since = time.monotonic()
    finally:
        consumer.close()
    return found


def _note(record: Message, missing: set[str], found: dict[str, float]) -> None:
    if record.error():
        return
    headers = {
        name: value.decode()
        for name, value in dict(record.headers() or []).items()
        if isinstance(value, bytes)
    }
    order_id = headers.get("ce_subject", "")
    if headers.get("ce_type") == CONFIRMED and order_id in missing:
        missing.discard(order_id)
        found[order_id] = datetime.fromisoformat(headers["ce_time"]).timestamp()
