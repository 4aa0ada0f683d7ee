"""The services' queries over gRPC, decoded by betterproto2: a second reading of the contracts."""

from fv_cli.grpc.clients import QueryClients, query_clients

__all__ = ["QueryClients", "query_clients"]
