"""gRPC with the caller's token, the trace and the errors handled in one place."""

from fv_chassis.grpc.authorization import current_principal, required_scopes
from fv_chassis.grpc.channel import aio_channel, call_metadata, client_channel
from fv_chassis.grpc.errors import QueryError
from fv_chassis.grpc.server import GrpcServer, Registration

__all__ = [
    "GrpcServer",
    "QueryError",
    "Registration",
    "aio_channel",
    "call_metadata",
    "client_channel",
    "current_principal",
    "required_scopes",
]
