"""What a service answers to a command."""

from fv_chassis.commands.outcomes import CommandOutcome, Rejected, RejectionKind, Succeeded
from fv_chassis.commands.results import result_bytes

__all__ = ["CommandOutcome", "Rejected", "RejectionKind", "Succeeded", "result_bytes"]
