"""Identifiers that a retry must meet again, derived instead of drawn."""

from uuid import UUID, uuid5

FV_NAMESPACE = UUID("5f3c6f0e-6f0b-5d0a-9d0e-1c6b8a9e7a11")


def command_id(service: str, subject: str, idempotency_key: str) -> UUID:
    """Return the id of the command that `subject` sends to `service` under its key."""
    return uuid5(FV_NAMESPACE, f"{service}\n{subject}\n{idempotency_key}")


def aggregate_id(command: UUID) -> UUID:
    """Return the id of the aggregate that the command creates."""
    return uuid5(command, "id")
