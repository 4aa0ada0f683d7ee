"""CatalogAdminService: the queries over gRPC."""

from typing import Final

import grpc

from firstviscount.catalog.v1 import admin_pb2, admin_pb2_grpc, product_pb2
from fv_catalog.application.queries.get_product import GetProduct
from fv_catalog.application.queries.list_products import ListProducts
from fv_catalog.domain.errors import DomainError
from fv_catalog.domain.product import ProductState
from fv_catalog.inbound.rejections import query_error
from fv_catalog.inbound.snapshots import product_snapshot
from fv_chassis.grpc import QueryError

from .page_tokens import page_token, read_page_token

_STATES: Final = {
    product_pb2.PRODUCT_STATE_UNSPECIFIED: None,
    product_pb2.PRODUCT_STATE_ACTIVE: ProductState.ACTIVE,
    product_pb2.PRODUCT_STATE_RETIRED: ProductState.RETIRED,
}


class CatalogAdminServicer(admin_pb2_grpc.CatalogAdminServiceServicer):
    """Translates between the contract's messages and the queries."""

    def __init__(self, get_product: GetProduct, list_products: ListProducts) -> None:
        self._get_product = get_product
        self._list_products = list_products

    def GetProduct(  # noqa: N802 - the contract's name
        self, request: admin_pb2.GetProductRequest, context: grpc.ServicerContext
    ) -> admin_pb2.GetProductResponse:
        """See the contract."""
        try:
            product = self._get_product(request.sku)
        except DomainError as error:
            raise query_error(error) from error
        return admin_pb2.GetProductResponse(product=product_snapshot(product))

    def ListProducts(  # noqa: N802 - the contract's name
        self, request: admin_pb2.ListProductsRequest, context: grpc.ServicerContext
    ) -> admin_pb2.ListProductsResponse:
        """See the contract."""
        if request.state not in _STATES:
            raise QueryError("invalid", "invalid_state", "There is no such state.")
        key = read_page_token(request.page_token, parts=1)
        page = self._list_products(key[0] if key else "", request.page_size, _STATES[request.state])
        last = page.items[-1] if page.has_more else None
        return admin_pb2.ListProductsResponse(
            products=map(product_snapshot, page.items),
            next_page_token=page_token((last.sku,)) if last else "",
        )
