"""Stock and reservations as the contracts' messages, for events.

The queries map theirs apart (inbound/grpc), so that the two may change apart.
"""

from datetime import datetime

from firstviscount.inventory.v1 import stock_pb2
from fv_inventory.domain.events import ShortSku
from fv_inventory.domain.location import Location
from fv_inventory.domain.reservation import Reservation
from fv_inventory.domain.shelf import StockLevel


def level_message(level: StockLevel) -> stock_pb2.StockLevel:
    """Return the message of a shelf's counters."""
    return stock_pb2.StockLevel(
        sku=level.sku,
        location=level.location,
        on_hand=level.on_hand,
        reserved=level.reserved,
        version=level.version,
    )


def location_message(location: Location) -> stock_pb2.Location:
    """Return the message of a location."""
    return stock_pb2.Location(location=location.location, name=location.name)


def short_message(short: ShortSku) -> stock_pb2.ShortLine:
    """Return the message of a sku that was short."""
    return stock_pb2.ShortLine(sku=short.sku, requested=short.requested, available=short.available)


def reservation_message(reservation: Reservation) -> stock_pb2.Reservation:
    """Return the message of a reservation; one that never held anything has no expiry."""
    return stock_pb2.Reservation(
        order_id=str(reservation.order_id),
        state=f"RESERVATION_STATE_{reservation.state.name}",
        units=[
            stock_pb2.ReservedUnits(sku=each.sku, location=each.location, quantity=each.quantity)
            for each in reservation.units
        ],
        version=reservation.version,
        expires_at=_rfc3339(reservation.expires_at),
    )


def _rfc3339(at: datetime | None) -> str:
    return at.isoformat().replace("+00:00", "Z") if at else ""
