"""The platform's commands, of which there are none yet beside the chassis' own."""

from collections.abc import Sequence

from fv_chassis.commands import CommandOutcome, Rejected, RejectionKind
from fv_chassis.messages import Message


class NoCommands:
    """Refuses every command that the chassis does not handle itself."""

    def prepare(self, messages: Sequence[Message]) -> None:
        """Lock nothing."""

    def handle(self, message: Message) -> CommandOutcome:
        """Refuse the command."""
        detail = f"the platform knows no command {message.type}"
        return Rejected(RejectionKind.INVALID, "unknown_command", detail)

    def flush(self) -> None:
        """Write nothing."""
