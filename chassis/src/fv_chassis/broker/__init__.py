"""The broker as every part meets it: settings, topics, clients, and reading by assignment."""

from fv_chassis.broker.assigned import AssignedReader
from fv_chassis.broker.clients import BrokerLost, consumer_config, producer_config
from fv_chassis.broker.guard import PartitionGuard, Verdict
from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.broker.topics import dead_letter_topic, ensure_topics

__all__ = [
    "AssignedReader",
    "BrokerLost",
    "BrokerSettings",
    "PartitionGuard",
    "Verdict",
    "consumer_config",
    "dead_letter_topic",
    "ensure_topics",
    "producer_config",
]
