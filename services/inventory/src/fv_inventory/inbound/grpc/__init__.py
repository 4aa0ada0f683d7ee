"""Queries over gRPC."""
