"""/api/v1/stock and /api/v1/locations"""

from fastapi import Request, Response

from firstviscount.inventory.v1 import admin_pb2 as admin
from firstviscount.inventory.v1 import commands_pb2 as commands
from fv_edge.cache.paths import stock_path
from fv_edge.edge import edge_of
from fv_edge.presenters.json import etag_of, json_response
from fv_edge.presenters.stock import present_level, present_location, present_stock
from fv_edge.queries.services import Service
from fv_edge.routes.reading import (
    PageSize,
    PageToken,
    SkuInPath,
    ask_as_caller,
    ask_as_edge,
    conditional,
    dumps,
)
from fv_edge.routes.route import Route
from fv_edge.routes.writing import intent_of, submit
from fv_edge.security.scopes import PUBLIC
from fv_edge.shapes.stock import (
    AdjustStockForm,
    LevelPage,
    LevelView,
    LocationList,
    LocationView,
    ReceiveStockForm,
    RegisterLocationForm,
    StockView,
)

_ADMIN = "InventoryAdminService/"


async def get_stock(request: Request, sku: SkuInPath) -> Response:
    """Show a sku's stock; answered from the edge's cache where it can be."""
    cache = edge_of(request).cache
    fill = cache.begin(stock_path(sku))
    try:
        query = admin.GetStockRequest(sku=sku)
        found = await ask_as_edge(request, Service.INVENTORY, _ADMIN + "GetStock", query)
        versions = {level.location: level.version for level in found.levels}
        # Every movement raises one shelf's version, so the sum tells one state from another.
        body = dumps(present_stock(sku, found.levels))
        etag = etag_of(sum(versions.values()))
        if found.levels and all(level.sku == sku for level in found.levels):
            cache.finish(fill, body, etag, versions)
    finally:
        cache.abandon(fill)
    return conditional(request, body, etag, "no-cache")


async def list_stock(
    request: Request, page_size: PageSize = 50, page_token: PageToken = ""
) -> Response:
    """List shelves by sku and location."""
    query = admin.ListStockRequest(page_size=page_size, page_token=page_token)
    page = await ask_as_edge(request, Service.INVENTORY, _ADMIN + "ListStock", query)
    levels = [present_level(level) for level in page.levels]
    return json_response({"levels": levels, "next_page_token": page.next_page_token})


async def receive_stock(request: Request, sku: SkuInPath, form: ReceiveStockForm) -> Response:
    """Put units on a shelf."""
    message = commands.ReceiveStock(
        sku=sku, location=form.location, quantity=form.quantity, reason=form.reason
    )
    return await submit(request, await intent_of(request, Service.INVENTORY), sku, message)


async def adjust_stock(request: Request, sku: SkuInPath, form: AdjustStockForm) -> Response:
    """Correct a shelf after a count."""
    message = commands.AdjustStock(
        sku=sku, location=form.location, delta=form.delta, reason=form.reason
    )
    return await submit(request, await intent_of(request, Service.INVENTORY), sku, message)


async def list_locations(request: Request) -> Response:
    """List locations by code."""
    query = admin.ListLocationsRequest()
    found = await ask_as_caller(request, Service.INVENTORY, _ADMIN + "ListLocations", query)
    return json_response({"locations": [present_location(place) for place in found.locations]})


async def register_location(request: Request, form: RegisterLocationForm) -> Response:
    """Add a place where stock is kept."""
    message = commands.RegisterLocation(location=form.location, name=form.name)
    intent = await intent_of(request, Service.INVENTORY)
    return await submit(
        request, intent, form.location, message, locate=lambda _: "/api/v1/locations"
    )


_ONE = "/api/v1/stock/{sku}"
ROUTES = (
    Route("GET", "/api/v1/stock", list_stock, PUBLIC, LevelPage),
    Route("GET", _ONE, get_stock, PUBLIC, StockView, conditional=True),
    Route("POST", _ONE + "/receipts", receive_stock, "inventory:write", LevelView),
    Route("POST", _ONE + "/adjustments", adjust_stock, "inventory:write", LevelView),
    Route("GET", "/api/v1/locations", list_locations, "inventory:read", LocationList),
    Route("POST", "/api/v1/locations", register_location, "inventory:write", LocationView, 201),
)
