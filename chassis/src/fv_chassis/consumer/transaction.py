"""One batch in one transaction: inbox, positions, effect, answers, outbox."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, Engine

from fv_chassis.broker.guard import Position
from fv_chassis.broker.guarded import Key
from fv_chassis.commands.outcomes import Rejected, RejectionKind
from fv_chassis.commands.replies import Answers
from fv_chassis.consumer.decisions import Decisions
from fv_chassis.consumer.statements import claim
from fv_chassis.consumer.work import Subscription, UnitOfWork
from fv_chassis.dead_letters.letters import pass_over
from fv_chassis.deliveries import Delivery, last_positions
from fv_chassis.failpoints import failpoint
from fv_chassis.messages import Message
from fv_chassis.outbox import OutboxWriter
from fv_chassis.telemetry import span

_NO_OUTCOME = Rejected(
    RejectionKind.INVALID, "unknown_command", "This service knows no such command.", stored=False
)


@dataclass(frozen=True)
class Transactions:
    """Runs a subscription's messages, each batch in a transaction of its own.

    `siblings` are the service's subscriptions by name, for the replay of their dead letters;
    `replies` the topics that may be answered on, None for those of record.
    """

    subscription: Subscription
    engine: Engine
    source: str
    siblings: Mapping[str, Subscription] = field(default_factory=dict)
    replies: Collection[str] | None = None

    def run(self, deliveries: Sequence[Delivery]) -> int:
        """Handle what was not handled before, commit, and return how many messages that were."""
        messages = [each.message for each in deliveries if each.message is not None]
        links = [message.traceparent for message in messages]
        name = self.subscription.name
        with span(f"{name} batch", links=links), self.engine.begin() as connection:
            outbox = OutboxWriter(connection, self.source)
            handled = self.handle(
                connection, outbox, self.subscription, messages, last_positions(deliveries)
            )
            outbox.flush()
            failpoint("consumer.before_commit")
        failpoint("consumer.after_commit")
        return handled

    def pass_over(self, delivery: Delivery, reason: str, detail: str) -> int:
        """Write the delivery's dead letter, move on behind it, and return 0: none was handled."""
        name = self.subscription.name
        with self.engine.begin() as connection:
            outbox = OutboxWriter(connection, self.source)
            claim(connection, name, (), last_positions([delivery]))
            pass_over(connection, outbox, name, delivery, reason, detail)
            outbox.flush()
        return 0

    def handle(
        self,
        connection: Connection,
        outbox: OutboxWriter,
        subscription: Subscription,
        messages: Sequence[Message],
        positions: Mapping[Key, Position],
    ) -> int:
        """Handle messages inside of an open transaction; the outbox is not flushed."""
        ids = [message.id for message in messages]
        fresh = claim(connection, subscription.name, ids, positions)
        if subscription.commands:
            self._commands(connection, outbox, subscription, messages, fresh)
        elif fresh:
            events = [message for message in messages if message.id in fresh]
            _events(subscription.work(connection, outbox), outbox, _distinct(events))
        return len(fresh)

    def _commands(
        self,
        connection: Connection,
        outbox: OutboxWriter,
        subscription: Subscription,
        messages: Sequence[Message],
        fresh: set[UUID],
    ) -> None:
        answers = Answers(subscription.name, outbox, self.replies)
        answers.load(connection, {each.id for each in messages if each.id not in fresh})
        first = _distinct([message for message in messages if message.id in fresh])
        decisions = Decisions(self.siblings, self.replies, self.handle, connection, outbox)
        theirs = []
        for command in first:
            if decisions.decides(command):
                answers.answer(command, decisions.decide(command))
            else:
                theirs.append(command)
        if theirs:
            _work(subscription.work(connection, outbox), outbox, theirs, answers)
        for command in _repeated(messages, first):
            if answers.knows(command):
                answers.repeat(command)
        answers.settle(connection)


def _events(work: UnitOfWork, outbox: OutboxWriter, messages: Sequence[Message]) -> None:
    work.prepare(messages)
    for message in messages:
        with outbox.cause(message), span(message.type, traceparent=message.traceparent):
            work.handle(message)
    work.flush()


def _work(
    work: UnitOfWork, outbox: OutboxWriter, commands: Sequence[Message], answers: Answers
) -> None:
    work.prepare(commands)
    for command in commands:
        with outbox.cause(command), span(command.type, traceparent=command.traceparent):
            answers.answer(command, work.handle(command) or _NO_OUTCOME)
    work.flush()


def _distinct(messages: Sequence[Message]) -> list[Message]:
    return list({message.id: message for message in reversed(messages)}.values())[::-1]


def _repeated(messages: Sequence[Message], first: Sequence[Message]) -> list[Message]:
    handled = {id(message) for message in first}
    return [message for message in messages if id(message) not in handled]
