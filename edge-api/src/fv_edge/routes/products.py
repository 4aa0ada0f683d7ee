"""/api/v1/products"""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from firstviscount.catalog.v1 import admin_pb2 as admin
from firstviscount.catalog.v1 import commands_pb2 as commands
from firstviscount.catalog.v1.product_pb2 import ProductKind
from fv_edge.cache.paths import product_path
from fv_edge.edge import edge_of
from fv_edge.http.etags import expected_version
from fv_edge.presenters.json import etag_of, json_response
from fv_edge.presenters.money import parse_money
from fv_edge.presenters.product import present_product
from fv_edge.queries.services import Service
from fv_edge.routes.reading import (
    PageSize,
    PageToken,
    SkuInPath,
    ask_as_edge,
    conditional,
    dumps,
)
from fv_edge.routes.route import Route
from fv_edge.routes.writing import intent_of, submit
from fv_edge.security.scopes import PUBLIC
from fv_edge.shapes.products import (
    ChangePriceForm,
    CreateProductForm,
    ProductPage,
    ProductView,
    UpdateProductForm,
)

_KINDS = {
    "goods": ProductKind.PRODUCT_KIND_GOODS,
    "service": ProductKind.PRODUCT_KIND_SERVICE,
}


async def create_product(request: Request, form: CreateProductForm) -> Response:
    """Create a product."""
    message = commands.CreateProduct(
        sku=form.sku,
        name=form.name,
        description=form.description,
        kind=_KINDS[form.kind],
        attributes=form.attributes,
        price=parse_money(form.price.amount, form.price.currency_code),
    )
    intent = await intent_of(request, Service.CATALOG)
    return await submit(
        request,
        intent,
        form.sku,
        message,
        locate=lambda body: product_path(body.get("sku", form.sku)),
    )


async def list_products(
    request: Request,
    page_size: PageSize = 50,
    page_token: PageToken = "",
    state: Annotated[Literal["active", "retired"] | None, Query()] = None,
) -> Response:
    """List products by sku."""
    query = admin.ListProductsRequest(
        page_size=page_size,
        page_token=page_token,
        state=f"PRODUCT_STATE_{state.upper()}" if state else None,
    )
    page = await ask_as_edge(request, Service.CATALOG, "CatalogAdminService/ListProducts", query)
    products = [present_product(product) for product in page.products]
    return json_response({"products": products, "next_page_token": page.next_page_token})


async def get_product(request: Request, sku: SkuInPath) -> Response:
    """Show a product; answered from the edge's cache where it can be."""
    cache = edge_of(request).cache
    fill = cache.begin(product_path(sku))
    try:
        query = admin.GetProductRequest(sku=sku)
        found = await ask_as_edge(request, Service.CATALOG, "CatalogAdminService/GetProduct", query)
        product = found.product
        body, etag = dumps(present_product(product)), etag_of(product.version)
        if product.sku == sku:
            # Events name a product by its own sku, so an answer under another spelling could not be
            # dropped.
            cache.finish(fill, body, etag, {"": product.version})
    finally:
        cache.abandon(fill)
    return conditional(request, body, etag, "no-cache")


async def update_product(request: Request, sku: SkuInPath, form: UpdateProductForm) -> Response:
    """Change what buyers read about a product."""
    attributes = form.attributes
    message = commands.UpdateProduct(
        sku=sku,
        name=form.name,
        description=form.description,
        attributes=None if attributes is None else commands.Attributes(values=attributes),
        expected_version=expected_version(request.headers.get("if-match")),
    )
    return await submit(request, await intent_of(request, Service.CATALOG), sku, message)


async def change_price(request: Request, sku: SkuInPath, form: ChangePriceForm) -> Response:
    """Set a product's price."""
    message = commands.ChangePrice(
        sku=sku,
        price=parse_money(form.price.amount, form.price.currency_code),
        expected_version=expected_version(request.headers.get("if-match")),
    )
    return await submit(request, await intent_of(request, Service.CATALOG), sku, message)


async def retire_product(request: Request, sku: SkuInPath) -> Response:
    """Take a product off sale for good."""
    message = commands.RetireProduct(
        sku=sku, expected_version=expected_version(request.headers.get("if-match"))
    )
    return await submit(request, await intent_of(request, Service.CATALOG), sku, message)


_ONE = "/api/v1/products/{sku}"
ROUTES = (
    Route("POST", "/api/v1/products", create_product, "catalog:write", ProductView, 201),
    Route("GET", "/api/v1/products", list_products, PUBLIC, ProductPage),
    Route("GET", _ONE, get_product, PUBLIC, ProductView, conditional=True),
    Route("PATCH", _ONE, update_product, "catalog:write", ProductView, versioned=True),
    Route("POST", _ONE + "/price", change_price, "catalog:write", ProductView, versioned=True),
    Route("POST", _ONE + "/retire", retire_product, "catalog:write", ProductView, versioned=True),
)
