"""What a service gives to a consumer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from fv_chassis.commands.outcomes import CommandOutcome
from fv_chassis.messages import Message
from fv_chassis.outbox import OutboxWriter


class UnitOfWork(Protocol):
    """The service's part of one open transaction; a fresh one is made for every batch."""

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock and load every row that the batch names: one ordered statement per table."""

    def handle(self, message: Message) -> CommandOutcome | None:
        """Handle one message: commands return their outcome, events nothing.

        Raises InvalidMessage for what no attempt can handle, Retryable for what may pass.
        """

    def flush(self) -> None:
        """Write everything that changed, for the whole batch."""


WorkFactory = Callable[[Connection, OutboxWriter], UnitOfWork]


@dataclass(frozen=True)
class Subscription:
    """What a consumer reads: `name` is its group and its name in every table.

    `commands` says that the messages are commands, which are answered. A batch holds at most
    `batch` messages.
    """

    name: str
    topics: tuple[str, ...]
    work: WorkFactory
    commands: bool = False
    batch: int = 200
