"""The queries over real gRPC, by tokens of a real issuer; the store is in memory."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from catalog_stage import Stage, mug

from firstviscount.catalog.v1 import admin_pb2, admin_pb2_grpc, product_pb2
from fv_catalog.application.queries.get_product import GetProduct
from fv_catalog.application.queries.list_products import ListProducts
from fv_catalog.application.use_cases.retire_product import RetireProduct
from fv_catalog.inbound.grpc.servicer import CatalogAdminServicer
from fv_chassis.grpc import GrpcServer, call_metadata, client_channel
from fv_chassis.testing.issuer import TestIssuer


class Asking:
    """A client of the server, whose token has the scope to read."""

    def __init__(self, channel: grpc.Channel, token: str) -> None:
        self._stub = admin_pb2_grpc.CatalogAdminServiceStub(channel)
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
def ask(issuer: TestIssuer) -> Iterator[Asking]:
    stage = Stage().given(mug("A"), mug("B"), mug("C"), RetireProduct("B"))
    servicer = CatalogAdminServicer(GetProduct(stage.reader), ListProducts(stage.reader))
    add = admin_pb2_grpc.add_CatalogAdminServiceServicer_to_server
    described = admin_pb2.DESCRIPTOR.services_by_name["CatalogAdminService"]
    server = GrpcServer(0, issuer.verifier(), [(add, servicer, described)])
    server.start()
    with client_channel(f"127.0.0.1:{server.port}") as channel:
        yield Asking(channel, issuer.token("catalog:read"))
    server.stop(0)


def refusal(ask: Asking, request: Any, token: str = "") -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as raised:
        ask(request, token)
    return raised.value.code()


def test_one_product_in_any_case(ask: Asking) -> None:
    product = ask(admin_pb2.GetProductRequest(sku="b")).product
    assert (product.sku, product.version) == ("B", 2)
    assert product.state == product_pb2.PRODUCT_STATE_RETIRED
    assert (product.price.units, product.price.nanos) == (2, 550_000_000)


def test_pages_follow_one_another(ask: Asking) -> None:
    first = ask(admin_pb2.ListProductsRequest(page_size=2))
    token = first.next_page_token
    second = ask(admin_pb2.ListProductsRequest(page_size=2, page_token=token))
    assert [each.sku for each in (*first.products, *second.products)] == ["A", "B", "C"]
    assert second.next_page_token == ""


def test_products_on_sale_are_listed_alone(ask: Asking) -> None:
    active = product_pb2.PRODUCT_STATE_ACTIVE
    answer = ask(admin_pb2.ListProductsRequest(state=active))
    assert [each.sku for each in answer.products] == ["A", "C"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (admin_pb2.GetProductRequest(sku="NONE"), grpc.StatusCode.NOT_FOUND),
        (admin_pb2.GetProductRequest(sku="/"), grpc.StatusCode.INVALID_ARGUMENT),
        (admin_pb2.ListProductsRequest(page_token="?"), grpc.StatusCode.INVALID_ARGUMENT),
        (admin_pb2.ListProductsRequest(state=77), grpc.StatusCode.INVALID_ARGUMENT),
    ],
)
def test_a_question_without_an_answer_says_why(
    ask: Asking, request_: Any, code: grpc.StatusCode
) -> None:
    assert refusal(ask, request_) == code


def test_a_token_without_the_scope_gets_no_answer(ask: Asking, issuer: TestIssuer) -> None:
    token = issuer.token("inventory:read")
    code = refusal(ask, admin_pb2.GetProductRequest(sku="A"), token)
    assert code == grpc.StatusCode.PERMISSION_DENIED
