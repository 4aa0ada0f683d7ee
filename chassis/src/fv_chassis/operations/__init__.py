"""The queries that every service answers about its commands and its deliveries."""

from sqlalchemy import Engine

from firstviscount.operations.v1 import admin_pb2, admin_pb2_grpc
from fv_chassis.grpc.server import Registration
from fv_chassis.operations.servicer import OperationsServicer

__all__ = ["OperationsServicer", "operations_registration"]


def operations_registration(engine: Engine) -> Registration:
    """Return what `GrpcServer` needs to serve OperationsService on this database."""
    return (
        admin_pb2_grpc.add_OperationsServiceServicer_to_server,
        OperationsServicer(engine),
        admin_pb2.DESCRIPTOR.services_by_name["OperationsService"],
    )
