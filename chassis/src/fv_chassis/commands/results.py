"""Outcomes on the wire."""

from uuid import UUID

from firstviscount.operations.v1 import results_pb2 as wire
from fv_chassis.commands.outcomes import CommandOutcome, Rejected, RejectionKind, Succeeded

_KINDS = {kind: wire.RejectionKind.Value(f"REJECTION_KIND_{kind.name}") for kind in RejectionKind}


def result_bytes(command_id: UUID, outcome: CommandOutcome) -> bytes:
    """Return the CommandResult that answers the command; equal outcomes give equal bytes."""
    result = wire.CommandResult(command_id=str(command_id))
    if isinstance(outcome, Succeeded):
        _write_success(result.succeeded, outcome)
    else:
        _write_refusal(result.rejected, outcome)
    return bytes(result.SerializeToString(deterministic=True))


def _write_success(target: wire.Succeeded, outcome: Succeeded) -> None:
    target.id = outcome.id
    target.version = outcome.version
    if outcome.snapshot is not None:
        target.snapshot.Pack(outcome.snapshot, deterministic=True)


def _write_refusal(target: wire.Rejected, outcome: Rejected) -> None:
    target.kind = _KINDS[outcome.kind]  # type: ignore[assignment]  # the stub wants the enum, value() gives its int
    target.slug = outcome.slug
    target.detail = outcome.detail
    for field, detail in outcome.violations:
        target.violations.add(field=field, detail=detail)
