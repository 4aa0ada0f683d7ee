"""Records as they were delivered: decoded, or with the reason why they cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from fv_chassis.broker.guard import Position
from fv_chassis.broker.guarded import Key, message_id_of
from fv_chassis.messages import InvalidMessage, Message, Record


@dataclass(frozen=True, slots=True)
class Delivery:
    """One record; `message` is None and `error` says why when its envelope cannot be read."""

    place: Key
    position: Position
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    message: Message | None
    error: str = ""

    @property
    def identity(self) -> str:
        """What tells this record from any other: the message's id, else its place and bytes."""
        if self.message is not None:
            return str(self.message.id)
        digest = sha256(self.key + b"\0" + self.value).hexdigest()
        return f"{self.place[0]}\n{self.place[1]}\n{self.position.offset}\n{digest}"


def read(record: Record) -> Delivery:
    """Decode a record; never raises for what the record holds."""
    headers = tuple((name, value or b"") for name, value in record.headers() or ())
    message, error = None, ""
    try:
        message = Message.from_record(record)
    except InvalidMessage as failure:
        error = failure.detail
    return Delivery(
        place=(record.topic(), record.partition()),
        position=Position(record.offset(), message_id_of(record)),
        key=record.key() or b"",
        value=record.value() or b"",
        headers=headers,
        message=message,
        error=error,
    )


def last_positions(deliveries: Iterable[Delivery]) -> dict[Key, Position]:
    """Return where each partition stands once all of them are handled."""
    return {delivery.place: delivery.position for delivery in deliveries}
