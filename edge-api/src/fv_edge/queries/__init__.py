"""Synchronous queries to the services, by gRPC."""
