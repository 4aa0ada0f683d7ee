"""/api/v1/platform"""

from typing import Annotated

from fastapi import Query, Request, Response

from firstviscount.platform.v1 import registry_pb2 as registry
from fv_edge.presenters.instance import present_instance
from fv_edge.presenters.json import json_response
from fv_edge.queries.services import Service
from fv_edge.routes.reading import ask_as_caller
from fv_edge.routes.route import Route
from fv_edge.shapes.fields import ShortText
from fv_edge.shapes.operations import InstanceList


async def list_services(
    request: Request,
    service: Annotated[ShortText, Query()] = "",
    include_gone: Annotated[bool, Query()] = False,
) -> Response:
    """List the platform's processes."""
    query = registry.ListInstancesRequest(service=service, include_gone=include_gone)
    found = await ask_as_caller(
        request, Service.PLATFORM, "PlatformAdminService/ListInstances", query
    )
    return json_response({"instances": [present_instance(one) for one in found.instances]})


ROUTES = (Route("GET", "/api/v1/platform/services", list_services, "platform:read", InstanceList),)
