"""The queries over real gRPC, by tokens of a real issuer; the store is in memory."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from inventory_stage import Stage, goods, order, order_named

from firstviscount.inventory.v1 import admin_pb2, admin_pb2_grpc, stock_pb2
from fv_chassis.grpc import GrpcServer, call_metadata, client_channel
from fv_chassis.testing.issuer import TestIssuer
from fv_inventory.application.queries.compare_ledger import CompareLedger
from fv_inventory.application.queries.get_reservation import GetReservation
from fv_inventory.application.queries.get_stock import GetStock
from fv_inventory.application.queries.list_ledger import ListLedger
from fv_inventory.application.queries.list_locations import ListLocations
from fv_inventory.application.queries.list_reservations import ListReservations
from fv_inventory.application.queries.list_stock import ListStock
from fv_inventory.inbound.grpc.servicer import InventoryAdminServicer, Queries
from fv_inventory.outbound.memory.store import ShelfRow

ADA = order("ada", goods("MUG", 2), goods("TEA", 1))


class Asking:
    """A client of the server, whose token has the scope to read."""

    def __init__(self, channel: grpc.Channel, token: str) -> None:
        self._stub = admin_pb2_grpc.InventoryAdminServiceStub(channel)
        self._token = token

    def __call__(self, request: Any, token: str = "") -> Any:
        """Call the method that takes this request."""
        method = type(request).__name__.removesuffix("Request")
        metadata = call_metadata(token or self._token)
        return getattr(self._stub, method)(request, metadata=metadata, timeout=10)


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def stage() -> Stage:
    stage = Stage().stocked(MUG=10, TEA=5, PEN=1)
    stage.placed(ADA)
    return stage


@pytest.fixture
def ask(stage: Stage, issuer: TestIssuer) -> Iterator[Asking]:
    kinds = (
        GetStock,
        ListStock,
        ListLedger,
        GetReservation,
        ListReservations,
        ListLocations,
        CompareLedger,
    )
    servicer = InventoryAdminServicer(Queries(*(kind(stage.reader) for kind in kinds)))
    add = admin_pb2_grpc.add_InventoryAdminServiceServicer_to_server
    described = admin_pb2.DESCRIPTOR.services_by_name["InventoryAdminService"]
    server = GrpcServer(0, issuer.verifier(), [(add, servicer, described)])
    server.start()
    with client_channel(f"127.0.0.1:{server.port}") as channel:
        yield Asking(channel, issuer.token("inventory:read"))
    server.stop(0)


def refusal(ask: Asking, request: Any, token: str = "") -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as raised:
        ask(request, token)
    return raised.value.code()


def test_the_shelves_of_a_sku(ask: Asking) -> None:
    answer = ask(admin_pb2.GetStockRequest(sku="mug"))
    expected = stock_pb2.StockLevel(sku="MUG", location="main", on_hand=10, reserved=2, version=2)
    assert list(answer.levels) == [expected]


def test_pages_follow_one_another(ask: Asking) -> None:
    first = ask(admin_pb2.ListStockRequest(page_size=2))
    second = ask(admin_pb2.ListStockRequest(page_size=2, page_token=first.next_page_token))
    assert [level.sku for level in (*first.levels, *second.levels)] == ["MUG", "PEN", "TEA"]
    assert second.next_page_token == ""


def test_the_ledger_of_a_sku(ask: Asking) -> None:
    first = ask(admin_pb2.ListLedgerRequest(sku="MUG", page_size=1))
    second = ask(admin_pb2.ListLedgerRequest(sku="MUG", page_token=first.next_page_token))
    moves = [*first.movements, *second.movements]
    assert [(move.kind, move.order_id) for move in moves] == [
        ("received", ""),
        ("reserved", str(ADA.order_id)),
    ]


def test_an_orders_reservation(ask: Asking) -> None:
    request = admin_pb2.GetReservationRequest(order_id=str(ADA.order_id))
    reservation = ask(request).reservation
    assert reservation.state == stock_pb2.RESERVATION_STATE_RESERVED
    assert [(unit.sku, unit.quantity) for unit in reservation.units] == [("MUG", 2), ("TEA", 1)]
    assert reservation.expires_at == "2026-01-01T00:02:00Z"


def test_reservations_are_listed_by_state_and_page(ask: Asking, stage: Stage) -> None:
    for name in ("bob", "cyd"):
        stage.cancelled(order(name))
    forgone = stock_pb2.RESERVATION_STATE_FORGONE
    first = ask(admin_pb2.ListReservationsRequest(state=forgone, page_size=1))
    token = first.next_page_token
    second = ask(admin_pb2.ListReservationsRequest(state=forgone, page_size=1, page_token=token))
    found = {each.order_id for each in (*first.reservations, *second.reservations)}
    assert found == {str(order_named("bob")), str(order_named("cyd"))}
    assert second.next_page_token == ""


def test_locations_are_listed(ask: Asking) -> None:
    answer = ask(admin_pb2.ListLocationsRequest())
    assert [each.location for each in answer.locations] == ["main"]


def test_a_counter_that_left_its_ledger_is_shown(ask: Asking, stage: Stage) -> None:
    assert not ask(admin_pb2.CompareLedgerRequest()).differences
    with stage.store.transaction() as state:
        state.shelves["PEN", "main"] = ShelfRow(7, 0, 1, 1)
    (difference,) = ask(admin_pb2.CompareLedgerRequest()).differences
    assert (difference.level.sku, difference.level.on_hand) == ("PEN", 7)
    assert difference.ledger_on_hand == 1


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (admin_pb2.GetStockRequest(sku="NONE"), grpc.StatusCode.NOT_FOUND),
        (admin_pb2.GetStockRequest(sku=""), grpc.StatusCode.INVALID_ARGUMENT),
        (admin_pb2.GetReservationRequest(order_id="x"), grpc.StatusCode.INVALID_ARGUMENT),
        (
            admin_pb2.GetReservationRequest(order_id=str(order_named("nobody"))),
            grpc.StatusCode.NOT_FOUND,
        ),
        (admin_pb2.ListStockRequest(page_token="?"), grpc.StatusCode.INVALID_ARGUMENT),
        (admin_pb2.ListStockRequest(page_token="Zm9v"), grpc.StatusCode.INVALID_ARGUMENT),
        (
            admin_pb2.ListLedgerRequest(sku="MUG", page_token="Zm9v"),
            grpc.StatusCode.INVALID_ARGUMENT,
        ),
        (admin_pb2.ListReservationsRequest(state=77), grpc.StatusCode.INVALID_ARGUMENT),
    ],
)
def test_a_question_without_an_answer_says_why(
    ask: Asking, request_: Any, code: grpc.StatusCode
) -> None:
    assert refusal(ask, request_) == code


def test_a_token_without_the_scope_gets_no_answer(ask: Asking, issuer: TestIssuer) -> None:
    token = issuer.token("catalog:read")
    code = refusal(ask, admin_pb2.GetStockRequest(sku="MUG"), token)
    assert code == grpc.StatusCode.PERMISSION_DENIED
