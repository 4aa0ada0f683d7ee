"""InventoryAdminService: the queries over gRPC."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import grpc

from firstviscount.inventory.v1 import admin_pb2, admin_pb2_grpc, stock_pb2
from fv_chassis.grpc import QueryError
from fv_inventory.application.queries.compare_ledger import CompareLedger
from fv_inventory.application.queries.get_reservation import GetReservation
from fv_inventory.application.queries.get_stock import GetStock
from fv_inventory.application.queries.list_ledger import ListLedger
from fv_inventory.application.queries.list_locations import ListLocations
from fv_inventory.application.queries.list_reservations import ListReservations
from fv_inventory.application.queries.list_stock import ListStock
from fv_inventory.domain.errors import DomainError
from fv_inventory.domain.reservation import ReservationState
from fv_inventory.inbound.rejections import query_error
from fv_inventory.inbound.snapshots import (
    level_snapshot,
    location_snapshot,
    reservation_snapshot,
)

from .ledger_views import difference_message, movement_message
from .page_tokens import bad_page_token, page_token, read_page_token


@dataclass(frozen=True, slots=True)
class Queries:
    """All questions that the service answers."""

    get_stock: GetStock
    list_stock: ListStock
    list_ledger: ListLedger
    get_reservation: GetReservation
    list_reservations: ListReservations
    list_locations: ListLocations
    compare_ledger: CompareLedger


class InventoryAdminServicer(admin_pb2_grpc.InventoryAdminServiceServicer):
    """Translates between the contract's messages and the queries."""

    def __init__(self, queries: Queries) -> None:
        self._ask = queries

    def GetStock(  # noqa: N802 - the contract's name
        self, request: admin_pb2.GetStockRequest, context: grpc.ServicerContext
    ) -> admin_pb2.GetStockResponse:
        """See the contract."""
        with _refusals():
            levels = self._ask.get_stock(request.sku)
        return admin_pb2.GetStockResponse(levels=map(level_snapshot, levels))

    def ListStock(  # noqa: N802 - the contract's name
        self, request: admin_pb2.ListStockRequest, context: grpc.ServicerContext
    ) -> admin_pb2.ListStockResponse:
        """See the contract."""
        key = read_page_token(request.page_token, parts=2)
        page = self._ask.list_stock((key[0], key[1]) if key else None, request.page_size)
        last = page.items[-1] if page.has_more else None
        return admin_pb2.ListStockResponse(
            levels=map(level_snapshot, page.items),
            next_page_token=page_token((last.sku, last.location)) if last else "",
        )

    def ListLedger(  # noqa: N802 - the contract's name
        self, request: admin_pb2.ListLedgerRequest, context: grpc.ServicerContext
    ) -> admin_pb2.ListLedgerResponse:
        """See the contract."""
        key = read_page_token(request.page_token, parts=1)
        with _refusals():
            page = self._ask.list_ledger(request.sku, _number(key), request.page_size)
        last = page.items[-1] if page.has_more else None
        return admin_pb2.ListLedgerResponse(
            movements=map(movement_message, page.items),
            next_page_token=page_token((str(last.movement_id),)) if last else "",
        )

    def GetReservation(  # noqa: N802 - the contract's name
        self, request: admin_pb2.GetReservationRequest, context: grpc.ServicerContext
    ) -> admin_pb2.GetReservationResponse:
        """See the contract."""
        with _refusals():
            found = self._ask.get_reservation(_order_id(request.order_id))
        return admin_pb2.GetReservationResponse(reservation=reservation_snapshot(found))

    def ListReservations(  # noqa: N802 - the contract's name
        self, request: admin_pb2.ListReservationsRequest, context: grpc.ServicerContext
    ) -> admin_pb2.ListReservationsResponse:
        """See the contract."""
        key = read_page_token(request.page_token, parts=1)
        after = _order_id(key[0]) if key else None
        page = self._ask.list_reservations(after, request.page_size, _state(request.state))
        last = page.items[-1] if page.has_more else None
        return admin_pb2.ListReservationsResponse(
            reservations=map(reservation_snapshot, page.items),
            next_page_token=page_token((str(last.order_id),)) if last else "",
        )

    def ListLocations(  # noqa: N802 - the contract's name
        self, request: admin_pb2.ListLocationsRequest, context: grpc.ServicerContext
    ) -> admin_pb2.ListLocationsResponse:
        """See the contract."""
        found = self._ask.list_locations()
        return admin_pb2.ListLocationsResponse(locations=map(location_snapshot, found))

    def CompareLedger(  # noqa: N802 - the contract's name
        self, request: admin_pb2.CompareLedgerRequest, context: grpc.ServicerContext
    ) -> admin_pb2.CompareLedgerResponse:
        """See the contract."""
        found = self._ask.compare_ledger()
        return admin_pb2.CompareLedgerResponse(differences=map(difference_message, found))


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        raise query_error(error) from error


def _order_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise QueryError("invalid", "invalid_order_id", "An order's id is a UUID.") from error


def _number(key: list[str] | None) -> int:
    try:
        return int(key[0]) if key else 0
    except ValueError as error:
        raise bad_page_token() from error


def _state(state: stock_pb2.ReservationState) -> ReservationState | None:
    if state == stock_pb2.RESERVATION_STATE_UNSPECIFIED:
        return None
    if state not in stock_pb2.ReservationState.values():
        raise QueryError("invalid", "invalid_state", "There is no such state.")
    name = stock_pb2.ReservationState.Name(state)
    return ReservationState[name.removeprefix("RESERVATION_STATE_")]
