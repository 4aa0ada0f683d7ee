"""Messages that are written down in the transaction that makes them true."""

from fv_chassis.outbox.writer import OutboxWriter

__all__ = ["OutboxWriter"]
