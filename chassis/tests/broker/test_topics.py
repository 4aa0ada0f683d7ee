"""Topics come from their records, dead letters included."""

from fv_chassis.broker import BrokerSettings, dead_letter_topic, ensure_topics
from fv_chassis.broker.topics import topics_of
from fv_chassis.local import EmbeddedBroker
from fv_contracts import topics


def test_a_service_needs_what_it_owns_writes_and_reads() -> None:
    names = {topic.topic for topic in topics_of("inventory")}
    assert {"inventory.stock.v1", "orders.order.v1", "edge.replies.v1"} <= names
    assert "catalog.commands.v1" not in names


def test_every_consumer_has_a_place_for_its_dead_letters() -> None:
    for topic in topics.load().values():
        for group in topic.groups:
            names = {wanted.topic for wanted in topics_of(group.split(".")[0])}
            assert dead_letter_topic(topic.name, group) in names


def test_topics_are_created_with_their_partitions_and_only_once(broker: EmbeddedBroker) -> None:
    from confluent_kafka.admin import AdminClient

    settings = BrokerSettings(broker.bootstrap_servers)
    ensure_topics(settings, "orders")
    ensure_topics(settings, "orders")
    admin = AdminClient({"bootstrap.servers": broker.bootstrap_servers})
    present = admin.list_topics(timeout=10).topics
    for wanted in topics_of("orders"):
        assert len(present[wanted.topic].partitions) == wanted.num_partitions
