"""Messages as they come from and go to the broker, and the failures that a handler may raise.

CloudEvents 1.0 in Kafka's binary binding: the attributes are headers, the value is a bare protobuf
message. Nothing here imports a framework or a driver.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

import uuid_utils.compat as uuids

CONTENT_TYPE = "application/protobuf"


class InvalidMessage(Exception):
    """A message that no attempt can handle; it becomes a dead letter. The text says which rule."""

    @property
    def detail(self) -> str:
        """The rule that the message broke, in words."""
        return str(self)


class Retryable(Exception):
    """Something that the handler needs is away; the message is tried again after a pause."""


def uuid7() -> UUID:
    """Return a new UUIDv7: ids drawn later sort later, to the millisecond."""
    return uuids.uuid7()


class Record(Protocol):
    """A record as the broker's client hands it over."""

    def topic(self) -> str: ...
    def partition(self) -> int: ...
    def offset(self) -> int: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...
    def headers(self) -> list[tuple[str, bytes]] | None: ...


@dataclass(frozen=True, slots=True)
class Message:
    """One received record. Text that is absent is ""; `sequence` is 0 when absent."""

    id: UUID
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    correlation_id: UUID
    causation_id: UUID | None
    traceparent: str | None
    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    actor: str = ""
    client: str = ""
    scopes: frozenset[str] = frozenset()
    reply_to: str = ""
    fingerprint: str = ""
    headers: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def from_record(cls, record: Record) -> "Message":
        """Read the envelope; raises InvalidMessage naming the header at fault."""
        headers = tuple(record.headers() or ())
        try:
            text = {name: value.decode() for name, value in headers}
            _check(text)
            message_id = UUID(text["ce_id"])
            correlation = text.get("ce_correlationid")
            causation = text.get("ce_causationid")
            return cls(
                id=message_id,
                type=text["ce_type"],
                source=text["ce_source"],
                subject=text.get("ce_subject", ""),
                time=_time(text["ce_time"]),
                sequence=int(text.get("ce_sequence", "0")),
                correlation_id=UUID(correlation) if correlation else message_id,
                causation_id=UUID(causation) if causation else None,
                traceparent=text.get("traceparent"),
                topic=record.topic(),
                partition=record.partition(),
                offset=record.offset(),
                key=record.key() or b"",
                value=record.value() or b"",
                actor=text.get("fv_actor", ""),
                client=text.get("fv_client", ""),
                scopes=frozenset(text.get("fv_scopes", "").split()),
                reply_to=text.get("fv_replyto", ""),
                fingerprint=text.get("fv_fingerprint", ""),
                headers=headers,
            )
        except KeyError as missing:
            raise InvalidMessage(f"the header {missing} is missing") from missing
        except (ValueError, AttributeError) as unreadable:
            raise InvalidMessage(f"the envelope cannot be read: {unreadable}") from unreadable


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"ce_time {text!r} has no zone")
    return time


def _check(headers: Mapping[str, str]) -> None:
    if headers["ce_specversion"] != "1.0":
        raise ValueError(f"ce_specversion is {headers['ce_specversion']!r}, not '1.0'")
    content_type = headers.get("content-type", CONTENT_TYPE)
    if content_type != CONTENT_TYPE:
        raise ValueError(f"content-type is {content_type!r}, not {CONTENT_TYPE!r}")
    # A database that keeps no NUL could store neither the message's traces nor its dead letter.
    if any("\0" in value for value in headers.values()):
        raise ValueError("a header holds a NUL character")


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """Something to publish. `time` of None means now.

    `correlation_id` and `causation_id` of None are taken from the message that is being handled,
    else from the message's own id.
    """

    topic: str
    key: str
    type: str
    value: bytes
    subject: str
    id: UUID = field(default_factory=uuid7)
    sequence: int = 0
    time: datetime | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
