"""A dead letter is a row in the consuming service's database, mirrored to a topic."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid5

from sqlalchemy import Connection, text

from firstviscount.operations.v1 import admin_pb2
from fv_chassis.broker.topics import dead_letter_topic
from fv_chassis.deliveries import Delivery
from fv_chassis.messages import OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_contracts.identifiers import FV_NAMESPACE

# The same message has one letter for ever, however often it is delivered.
_INSERT = text("""
    INSERT INTO dead_letters (dead_letter_id, consumer, topic, partition, "offset", message_id,
        type, key, value, headers, reason, detail)
    VALUES (:letter, :consumer, :topic, :partition, :offset, :message, :type, :key, :value,
        cast(:headers AS jsonb), :reason, :detail)
    ON CONFLICT DO NOTHING
    RETURNING dead_letter_id
""")

DETAIL_LIMIT = 2000


def letter_id(consumer: str, delivery: Delivery) -> UUID:
    """Return the id that a delivery's letter has, whenever it is written."""
    return uuid5(FV_NAMESPACE, f"{consumer}\n{delivery.identity}")


def pass_over(
    connection: Connection,
    outbox: OutboxWriter,
    consumer: str,
    delivery: Delivery,
    reason: str,
    detail: str,
) -> None:
    """Write the delivery's letter and its mirror; do nothing when it has one."""
    letter = letter_id(consumer, delivery)
    message = delivery.message
    # PostgreSQL's text keeps no NUL, and errors may quote anything.
    detail = detail.replace("\0", "")[:DETAIL_LIMIT]
    written = connection.execute(
        _INSERT,
        {
            "letter": letter,
            "consumer": consumer,
            "topic": delivery.place[0],
            "partition": delivery.place[1],
            "offset": delivery.position.offset,
            "message": str(message.id) if message else "",
            "type": message.type if message else "",
            "key": delivery.key,
            "value": delivery.value,
            "headers": packed(delivery.headers),
            "reason": reason,
            "detail": detail,
        },
    ).first()
    if written:
        with outbox.cause(message):
            outbox.append(_mirror(letter, consumer, delivery, reason, detail))


def packed(headers: Iterable[tuple[str, bytes]]) -> str:
    """Return headers as JSON; their values may be any bytes."""
    return json.dumps([[name, b64encode(value).decode()] for name, value in headers])


def unpacked(headers: Iterable[tuple[str, str]]) -> list[tuple[str, bytes]]:
    """Return headers from what `packed` wrote."""
    return [(name, b64decode(value)) for name, value in headers]


def _mirror(
    letter: UUID, consumer: str, delivery: Delivery, reason: str, detail: str
) -> OutgoingMessage:
    message = delivery.message
    value = admin_pb2.DeadLetter(
        dead_letter_id=str(letter),
        consumer=consumer,
        topic=delivery.place[0],
        partition=delivery.place[1],
        offset=delivery.position.offset,
        message_id=str(message.id) if message else "",
        message_type=message.type if message else "",
        reason=reason,
        detail=detail,
        state=admin_pb2.DEAD_LETTER_STATE_OPEN,
        key=delivery.key,
        value=delivery.value,
    )
    value.created_at.FromDatetime(datetime.now(UTC))
    return OutgoingMessage(
        topic=dead_letter_topic(delivery.place[0], consumer),
        key=str(letter),
        type=admin_pb2.DeadLetter.DESCRIPTOR.full_name,
        value=value.SerializeToString(deterministic=True),
        subject=str(letter),
    )
