"""Servers without containers: PostgreSQL and a Kafka-protocol broker from wheels."""

from fv_chassis.local.broker import EmbeddedBroker
from fv_chassis.local.ports import free_port, wait_for_port
from fv_chassis.local.postgres import PostgresServer

__all__ = ["EmbeddedBroker", "PostgresServer", "free_port", "wait_for_port"]
