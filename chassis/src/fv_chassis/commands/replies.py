"""Stored results of commands, and the replies that carry them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import Connection, text

from firstviscount.operations.v1 import results_pb2
from fv_chassis.commands.outcomes import CommandOutcome, Rejected, RejectionKind
from fv_chassis.commands.results import result_bytes
from fv_chassis.messages import Message, OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_chassis.telemetry import get_logger
from fv_contracts import topics

_log = get_logger(__name__)

_STORED = text("""
    SELECT command_id, fingerprint, result FROM command_results
     WHERE command_id = ANY(cast(:ids AS uuid[]))
""")

# A refusal that is not stored leaves no inbox row either: the same key may succeed later.
_SETTLE = text("""
    WITH released AS (
        DELETE FROM inbox
         WHERE consumer = :consumer AND message_id = ANY(cast(:released AS uuid[]))
    )
    INSERT INTO command_results (command_id, subject, fingerprint, result)
    SELECT * FROM unnest(cast(:ids AS uuid[]), cast(:subjects AS text[]),
                         cast(:fingerprints AS text[]), cast(:results AS bytea[]))
""")

KEY_REUSED = Rejected(
    RejectionKind.INVALID,
    "idempotency_key_reused",
    "This key was used before, for a request with another content.",
)


@dataclass(frozen=True, slots=True)
class StoredResult:
    """What a command was answered, and the fingerprint of the request that it answered."""

    fingerprint: str
    result: bytes


@cache
def reply_topics() -> frozenset[str]:
    """Return the topics that replies may be sent to, by their records."""
    return frozenset(name for name in topics.load() if name.endswith(".replies.v1"))


class Answers:
    """The answers of one transaction."""

    def __init__(
        self, consumer: str, outbox: OutboxWriter, replies: Collection[str] | None = None
    ) -> None:
        """Answer only on the topics in `replies`, by default those of record: a reply to any
        other could never be sent and would block the outbox."""
        self._consumer = consumer
        self._outbox = outbox
        self._replies = reply_topics() if replies is None else replies
        self._known: dict[UUID, StoredResult] = {}
        self._stored: list[Message] = []
        self._released: list[UUID] = []

    def load(self, connection: Connection, ids: Iterable[UUID]) -> None:
        """Look up the results of commands that were handled before."""
        wanted = list(ids)
        if wanted:
            rows = connection.execute(_STORED, {"ids": wanted})
            self._known |= {row[0]: StoredResult(row[1], bytes(row[2])) for row in rows}

    def knows(self, command: Message) -> bool:
        """Return whether the command has its answer."""
        return command.id in self._known

    def answer(self, command: Message, outcome: CommandOutcome) -> None:
        """Reply to a command that was handled just now, and keep the result unless it is not to
        be stored."""
        result = result_bytes(command.id, outcome)
        self._known[command.id] = StoredResult(command.fingerprint, result)
        if isinstance(outcome, Rejected) and not outcome.stored:
            self._released.append(command.id)
        else:
            self._stored.append(command)
        self._reply(command, result)

    def repeat(self, command: Message) -> None:
        """Reply again, with the same bytes; or refuse when the key came with another request."""
        known = self._known[command.id]
        same = known.fingerprint == command.fingerprint
        self._reply(command, known.result if same else result_bytes(command.id, KEY_REUSED))

    def settle(self, connection: Connection) -> None:
        """Write the results down."""
        if self._stored or self._released:
            connection.execute(_SETTLE, self._parameters(self._stored, self._known))

    def _parameters(
        self, commands: list[Message], known: Mapping[UUID, StoredResult]
    ) -> dict[str, object]:
        return {
            "consumer": self._consumer,
            "released": self._released,
            "ids": [command.id for command in commands],
            "subjects": [command.actor for command in commands],
            "fingerprints": [command.fingerprint for command in commands],
            "results": [known[command.id].result for command in commands],
        }

    def _reply(self, command: Message, result: bytes) -> None:
        if command.reply_to not in self._replies:
            if command.reply_to:
                _log.warning("nobody reads that reply topic", topic=command.reply_to)
            return
        with self._outbox.cause(command):
            self._outbox.append(_reply_message(command, result))


def _reply_message(command: Message, result: bytes) -> OutgoingMessage:
    return OutgoingMessage(
        topic=command.reply_to,
        key=str(command.id),
        type=results_pb2.CommandResult.DESCRIPTOR.full_name,
        value=result,
        subject=str(command.id),
        extra={"fv_fingerprint": command.fingerprint} if command.fingerprint else {},
    )
