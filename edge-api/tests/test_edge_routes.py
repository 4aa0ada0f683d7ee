"""What holds for every route."""

from itertools import pairwise
from typing import Any

import pytest
from edge_surroundings import Surroundings
from fastapi import APIRouter, Response
from fastapi.routing import APIRoute

from fv_edge.main.application import ROUTES, create_api
from fv_edge.main.openapi import SCOPES
from fv_edge.routes.route import SCOPE, GuardedRoute
from fv_edge.security.scopes import AUTHENTICATED, PUBLIC

PUBLIC_READS = {
    ("GET", "/api/v1/products"),
    ("GET", "/api/v1/products/{sku}"),
    ("GET", "/api/v1/stock"),
    ("GET", "/api/v1/stock/{sku}"),
}


@pytest.fixture
def api_routes(around: Surroundings) -> list[APIRoute]:
    return [route for route in create_api(around.edge).routes if isinstance(route, APIRoute)]


def test_every_route_is_guarded_and_declares_a_scope_that_exists(
    api_routes: list[APIRoute],
) -> None:
    assert len(api_routes) == len(ROUTES)
    for route in api_routes:
        assert isinstance(route, GuardedRoute), route.path
        scope = (route.openapi_extra or {})[SCOPE]
        assert scope in {*SCOPES, PUBLIC, AUTHENTICATED}, route.path


def test_only_reads_of_products_and_stock_are_public(api_routes: list[APIRoute]) -> None:
    public = {
        (method, route.path)
        for route in api_routes
        for method in route.methods or ()
        if (route.openapi_extra or {})[SCOPE] == PUBLIC
    }
    assert public == PUBLIC_READS


def test_a_route_without_a_scope_cannot_be_built() -> None:
    async def open_door() -> Response:
        return Response()

    with pytest.raises(ValueError, match="declares no scope"):
        APIRouter(route_class=GuardedRoute).add_api_route("/door", open_door)


@pytest.fixture
def description(around: Surroundings) -> dict[str, Any]:
    return create_api(around.edge).openapi()


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert set(description["components"]["securitySchemes"]) == {"oauth2", "bearer"}
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_every_operation_documents_its_security_and_its_refusals(
    description: dict[str, Any],
) -> None:
    for method, path, operation in operations(description):
        documented = set(operation["responses"])
        assert {"429", "500", "503"} <= documented, path
        if operation["security"]:
            assert {"401", "403"} <= documented, path
        if method != "get":
            assert {"202", "400", "409", "412", "413", "415", "422"} <= documented, path
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert {"Idempotency-Key", "Prefer"} <= names, path


def test_refusals_are_documented_as_problems(description: dict[str, Any]) -> None:
    for _, path, operation in operations(description):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], path


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [found for child in node.values() for found in references(child)]
        if isinstance(node, list):
            return [found for child in node for found in references(child)]
        return []

    schemas = description["components"]["schemas"]
    found = references(description)
    assert found
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in schemas


def test_operation_ids_are_unique(description: dict[str, Any]) -> None:
    ids = sorted(operation["operationId"] for _, _, operation in operations(description))
    assert all(one != other for one, other in pairwise(ids))


@pytest.mark.anyio
async def test_every_answer_has_security_headers_and_no_banner(around: Surroundings) -> None:
    async with around.client() as client:
        for path in ("/api/v1/products", "/nothing", "/api/v1/orders"):
            headers = (await client.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert headers["cache-control"]
            assert "server" not in headers
            assert "access-control-allow-origin" not in headers


@pytest.mark.anyio
async def test_a_request_id_is_kept_when_it_is_a_harmless_one(around: Surroundings) -> None:
    async with around.client() as client:
        kept = await client.get("/nothing", headers={"x-request-id": "trace-1"})
        drawn = await client.get("/nothing", headers={"x-request-id": 'a"b c'})
    assert kept.headers["x-request-id"] == "trace-1"
    assert drawn.headers["x-request-id"] != 'a"b c'


@pytest.mark.anyio
async def test_browsers_of_named_origins_only_may_call(around: Surroundings) -> None:
    around.options["cors_origins"] = ["https://shop.example"]
    async with around.client() as client:
        named = await client.get("/api/v1/products", headers={"origin": "https://shop.example"})
        other = await client.get("/api/v1/products", headers={"origin": "https://evil.example"})
    assert named.headers["access-control-allow-origin"] == "https://shop.example"
    assert "access-control-allow-origin" not in other.headers
