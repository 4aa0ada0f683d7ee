"""A tiny service for consumers, and records as a broker hands them out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, text

from firstviscount.operations.v1 import commands_pb2, results_pb2
from fv_chassis.commands import CommandOutcome, Rejected, RejectionKind, Succeeded
from fv_chassis.consumer import Subscription
from fv_chassis.consumer.budget import DeadLetterBudget
from fv_chassis.consumer.handling import BatchHandler
from fv_chassis.consumer.transaction import Transactions
from fv_chassis.deliveries import Delivery, read
from fv_chassis.messages import InvalidMessage, Message, OutgoingMessage, Retryable
from fv_chassis.outbox import OutboxWriter

TOPIC = "test.number.v1"
REPLIES = "test.replies.v1"
ADDED = "test.NumberAdded"


@dataclass
class FakeRecord:
    """A record with the methods of the broker's client."""

    body: bytes
    at: int
    header_list: list[tuple[str, bytes]]
    where: str = TOPIC
    number: int = 0

    def topic(self) -> str:
        return self.where

    def partition(self) -> int:
        return self.number

    def offset(self) -> int:
        return self.at

    def key(self) -> bytes:
        return b"key"

    def value(self) -> bytes:
        return self.body

    def headers(self) -> list[tuple[str, bytes]]:
        return self.header_list


def headers_of(message_id: UUID, kind: str = ADDED, **more: str) -> dict[str, str]:
    """Return a sound envelope."""
    return {
        "ce_specversion": "1.0",
        "ce_id": str(message_id),
        "ce_type": kind,
        "ce_source": "test",
        "ce_subject": "account",
        "ce_time": datetime.now(UTC).isoformat(),
        **more,
    }


def delivered(body: str | bytes, at: int, message_id: UUID | None = None, **more: str) -> Delivery:
    """Return one delivery of a message; `more` are further or other headers."""
    headers = headers_of(message_id or uuid4()) | more
    value = body.encode() if isinstance(body, str) else body
    return read(FakeRecord(value, at, [(name, text.encode()) for name, text in headers.items()]))


def command(body: str | bytes, at: int, message_id: UUID | None = None, **more: str) -> Delivery:
    """Return one delivery of a command that alice sent."""
    sender = {"fv_actor": "alice", "fv_fingerprint": "f", "fv_replyto": REPLIES}
    return delivered(body, at, message_id, **(sender | more))


def decision(proto: object, at: int, scopes: str = "operations:admin") -> Delivery:
    """Return a command about a dead letter."""
    assert isinstance(proto, commands_pb2.ReplayDeadLetter | commands_pb2.DiscardDeadLetter)
    kind = proto.DESCRIPTOR.full_name
    return command(proto.SerializeToString(), at, ce_type=kind, fv_scopes=scopes)


def ledger_tables(engine: Engine) -> None:
    """Create the service's own tables."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE account (name text PRIMARY KEY, total bigint)"))
        connection.execute(text("CREATE TABLE entries (number bigint, message_id uuid)"))
        connection.execute(text("INSERT INTO account VALUES ('main', 0)"))


class LedgerWork:
    """Adds numbers; words make it fail in the ways that handlers fail."""

    def __init__(self, ledger: "Ledger", connection: Connection, outbox: OutboxWriter) -> None:
        self._ledger = ledger
        self._connection = connection
        self._outbox = outbox
        self._entries: list[tuple[int, UUID]] = []

    def prepare(self, messages: Sequence[Message]) -> None:
        self._connection.execute(text("SELECT FROM account WHERE name = 'main' FOR UPDATE"))

    def handle(self, message: Message) -> CommandOutcome | None:
        word = message.value.decode()
        if word in self._ledger.cured:
            word = "0"
        match word:
            case "invalid":
                raise InvalidMessage("not a number")
            case "away":
                self._ledger.away -= 1
                if self._ledger.away >= 0:
                    raise Retryable("something is away")
                word = "1"
            case "refused" | "unknown":
                stored = word == "refused"
                return Rejected(RejectionKind.INVALID, word, "no", stored=stored)
        self._entries.append((int(word), message.id))
        told = OutgoingMessage("test.told.v1", "key", "test.Told", word.encode(), "account")
        self._outbox.append(told)
        return Succeeded("main", 1) if message.reply_to else None

    def flush(self) -> None:
        for number, message_id in self._entries:
            self._connection.execute(
                text("INSERT INTO entries VALUES (:number, :id)"),
                {"number": number, "id": message_id},
            )
        self._connection.execute(
            text("UPDATE account SET total = total + :sum"),
            {"sum": sum(number for number, _ in self._entries)},
        )


@dataclass
class Ledger:
    """The service and what can be seen of it."""

    engine: Engine
    away: int = 0
    cured: set[str] = field(default_factory=set)
    pauses: int = 0

    def subscription(self, name: str = "test.numbers", *, commands: bool = False) -> Subscription:
        return Subscription(
            name,
            (TOPIC,),
            lambda connection, outbox: LedgerWork(self, connection, outbox),
            commands,
        )

    def handler(
        self, *, commands: bool = False, siblings: Iterable[Subscription] = ()
    ) -> BatchHandler:
        name = "test.commands" if commands else "test.numbers"
        subscription = self.subscription(name, commands=commands)
        known = {each.name: each for each in (*siblings, subscription)}
        transactions = Transactions(subscription, self.engine, "test", known, {REPLIES})
        return BatchHandler(transactions, DeadLetterBudget(), Event())

    def handle(self, *deliveries: Delivery) -> None:
        self.handler().handle(deliveries, self.wait)

    def command(self, *deliveries: Delivery) -> None:
        handler = self.handler(commands=True, siblings=[self.subscription()])
        handler.handle(deliveries, self.wait)

    def wait(self, seconds: float, stop: Event) -> None:
        self.pauses += 1

    def total(self) -> int:
        return int(self.one("SELECT total FROM account"))

    def one(self, query: str) -> object:
        with self.engine.connect() as connection:
            return connection.execute(text(query)).scalar_one()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def letters(self) -> list[tuple[object, ...]]:
        return self.rows("SELECT reason, state FROM dead_letters ORDER BY created_at")

    def letter_id(self) -> str:
        return str(self.one("SELECT dead_letter_id FROM dead_letters"))

    def replies(self) -> list[results_pb2.CommandResult]:
        found = self.rows(f"SELECT value FROM outbox WHERE topic = '{REPLIES}' ORDER BY id")
        return [results_pb2.CommandResult.FromString(bytes(row[0])) for row in found]
