"""Stock and reservations as the contracts' messages, for replies and queries.

The events map theirs apart (outbound/broker), so that the two may change apart.
"""

from firstviscount.inventory.v1 import stock_pb2
from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import Reservation
from fv_inventory.domain.shelf import StockLevel


def level_snapshot(level: StockLevel) -> stock_pb2.StockLevel:
    """Return the message of a shelf's counters."""
    return stock_pb2.StockLevel(
        sku=level.sku,
        location=level.location,
        on_hand=level.on_hand,
        reserved=level.reserved,
        version=level.version,
    )


def location_snapshot(location: Location) -> stock_pb2.Location:
    """Return the message of a location."""
    return stock_pb2.Location(location=location.location, name=location.name)


def reservation_snapshot(reservation: Reservation) -> stock_pb2.Reservation:
    """Return the message of a reservation; one that never held anything has no expiry."""
    expires_at = reservation.expires_at
    return stock_pb2.Reservation(
        order_id=str(reservation.order_id),
        state=f"RESERVATION_STATE_{reservation.state.name}",
        units=[
            stock_pb2.ReservedUnits(sku=unit.sku, location=unit.location, quantity=unit.quantity)
            for unit in reservation.units
        ],
        version=reservation.version,
        expires_at=expires_at.isoformat().replace("+00:00", "Z") if expires_at else "",
    )
