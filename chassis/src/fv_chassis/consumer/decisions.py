"""ReplayDeadLetter and DiscardDeadLetter, which every service's command consumer carries out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from google.protobuf.message import DecodeError
from sqlalchemy import Connection, Row, text

from firstviscount.operations.v1 import commands_pb2
from fv_chassis.broker.guard import Position
from fv_chassis.broker.guarded import Key
from fv_chassis.commands.outcomes import CommandOutcome, Rejected, RejectionKind, Succeeded
from fv_chassis.commands.replies import Answers
from fv_chassis.consumer.work import Subscription
from fv_chassis.dead_letters.letters import unpacked
from fv_chassis.messages import InvalidMessage, Message, Retryable
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres.failures import is_retryable

SCOPE = "operations:admin"
_REPLAY = commands_pb2.ReplayDeadLetter.DESCRIPTOR.full_name
_DISCARD = commands_pb2.DiscardDeadLetter.DESCRIPTOR.full_name

_LOCK = text("SELECT * FROM dead_letters WHERE dead_letter_id = :letter FOR UPDATE")
_RESOLVE = text("""
    UPDATE dead_letters SET state = :state, resolved_at = now(), resolution = :resolution
     WHERE dead_letter_id = :letter
""")
_GIVE_UP = text("""
    INSERT INTO inbox (consumer, message_id) VALUES (:consumer, :message) ON CONFLICT DO NOTHING
""")


Handle = Callable[
    [Connection, OutboxWriter, Subscription, Sequence[Message], Mapping[Key, Position]], int
]


class StoredRecord:
    """A dead letter's bytes as the record that they were."""

    def __init__(self, row: Row[Any]) -> None:
        self._row = row

    def topic(self) -> str:
        """Return where the record stood."""
        return str(self._row.topic)

    def partition(self) -> int:
        """Return where the record stood."""
        return int(self._row.partition)

    def offset(self) -> int:
        """Return where the record stood."""
        return int(self._row.offset)

    def key(self) -> bytes:
        """Return the record's key."""
        return bytes(self._row.key)

    def value(self) -> bytes:
        """Return the record's value."""
        return bytes(self._row.value)

    def headers(self) -> list[tuple[str, bytes]]:
        """Return the record's headers."""
        return unpacked(self._row.headers)


class Decisions:
    """Decides about dead letters inside of one open transaction."""

    def __init__(
        self,
        siblings: Mapping[str, Subscription],
        replies: Collection[str] | None,
        handle: Handle,
        connection: Connection,
        outbox: OutboxWriter,
    ) -> None:
        self._siblings = siblings
        self._replies = replies
        self._handle = handle
        self._connection = connection
        self._outbox = outbox

    def decides(self, command: Message) -> bool:
        """Return whether the command is about a dead letter."""
        return command.type in (_REPLAY, _DISCARD)

    def decide(self, command: Message) -> CommandOutcome:
        """Carry the command out; refuse it when the letter is not open or does not exist."""
        if SCOPE not in command.scopes:
            detail = f"It takes the scope {SCOPE}."
            return Rejected(RejectionKind.FORBIDDEN, "missing_scope", detail, stored=False)
        letter, reason = _read(command)
        row = self._connection.execute(_LOCK, {"letter": letter}).first()
        if row is None:
            detail = f"There is no dead letter {letter}."
            return Rejected(RejectionKind.NOT_FOUND, "unknown_dead_letter", detail, stored=False)
        if row.state != "open":
            detail = f"The dead letter is {row.state} already."
            return Rejected(RejectionKind.CONFLICT, "dead_letter_resolved", detail)
        return self._replay(row) if command.type == _REPLAY else self._discard(row, reason)

    def _discard(self, row: Row[Any], reason: str) -> CommandOutcome:
        self._resolve(row, "discarded", reason)
        if row.message_id:
            message = {"consumer": row.consumer, "message": UUID(row.message_id)}
            self._connection.execute(_GIVE_UP, message)
            self._answer(Message.from_record(StoredRecord(row)), row.consumer, reason)
        return Succeeded(str(row.dead_letter_id), 2)

    def _answer(self, message: Message, consumer: str, reason: str) -> None:
        subscription = self._siblings.get(consumer)
        if subscription is None or not subscription.commands:
            return
        answers = Answers(consumer, self._outbox, self._replies)
        answers.answer(message, Rejected(RejectionKind.CONFLICT, "discarded", reason))
        answers.settle(self._connection)

    def _replay(self, row: Row[Any]) -> CommandOutcome:
        subscription = self._siblings.get(row.consumer)
        if subscription is None:
            detail = f"{row.consumer} is no consumer of this process."
            return Rejected(RejectionKind.UNAVAILABLE, "unknown_consumer", detail, stored=False)
        try:
            message = Message.from_record(StoredRecord(row))
            # The cause drops from the outbox what the savepoint takes back from the tables.
            with self._outbox.cause(message), self._connection.begin_nested():
                self._resolve(row, "replayed", "")
                self._handle(self._connection, self._outbox, subscription, [message], {})
        except InvalidMessage as error:
            return _failed(error)
        except Retryable:
            raise
        except Exception as error:
            if is_retryable(error):
                raise
            return _failed(error)
        return Succeeded(str(row.dead_letter_id), 2)

    def _resolve(self, row: Row[Any], state: str, resolution: str) -> None:
        self._connection.execute(
            _RESOLVE, {"letter": row.dead_letter_id, "state": state, "resolution": resolution}
        )


def _failed(error: Exception) -> Rejected:
    detail = f"{type(error).__name__}: {error}"[:500]
    return Rejected(RejectionKind.CONFLICT, "replay_failed", detail, stored=False)


def _read(command: Message) -> tuple[UUID, str]:
    try:
        if command.type == _REPLAY:
            return UUID(commands_pb2.ReplayDeadLetter.FromString(command.value).dead_letter_id), ""
        discard = commands_pb2.DiscardDeadLetter.FromString(command.value)
        return UUID(discard.dead_letter_id), discard.reason
    except (DecodeError, ValueError) as error:
        raise InvalidMessage(f"the command cannot be read: {error}") from error
