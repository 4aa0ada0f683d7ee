"""The ledger as the contract's messages."""

from firstviscount.inventory.v1 import admin_pb2
from fv_inventory.application.ports.inventory_reader import LedgerDifference, MovementView
from fv_inventory.inbound.snapshots import level_snapshot


def movement_message(movement: MovementView) -> admin_pb2.Movement:
    """Return the message of one row of the ledger."""
    message = admin_pb2.Movement(
        movement_id=movement.movement_id,
        sku=movement.sku,
        location=movement.location,
        kind=movement.kind,
        on_hand_delta=movement.on_hand_delta,
        reserved_delta=movement.reserved_delta,
        order_id=str(movement.order_id) if movement.order_id else "",
        reason=movement.reason,
    )
    message.moved_at.FromDatetime(movement.moved_at)
    return message


def difference_message(difference: LedgerDifference) -> admin_pb2.LedgerDifference:
    """Return the message of a shelf that disagrees with its ledger."""
    return admin_pb2.LedgerDifference(
        level=level_snapshot(difference.level),
        ledger_on_hand=difference.ledger_on_hand,
        ledger_reserved=difference.ledger_reserved,
    )
