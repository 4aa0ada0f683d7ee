"""Topics are created from their records, by whoever needs them, before anything is sent."""

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from fv_chassis.broker.settings import BrokerSettings
from fv_chassis.messages import Retryable
from fv_contracts import topics as record

_TIMEOUT_SECONDS = 5
_MILLISECONDS_A_DAY = 86_400_000


def dead_letter_topic(topic: str, consumer: str) -> str:
    """Return where a consumer mirrors what it passed over."""
    return f"{topic}.dlq.{consumer}"


def ensure_topics(settings: BrokerSettings, service: str) -> None:
    """Create every topic that the service owns, writes or reads, where it is missing.

    Raises Retryable when the broker does not answer.
    """
    admin = AdminClient({"bootstrap.servers": settings.bootstrap_servers, "log_level": 0})
    wanted = [topic for topic in topics_of(service) if topic.topic not in _existing(admin)]
    if not wanted:
        return
    for created in admin.create_topics(wanted, request_timeout=_TIMEOUT_SECONDS).values():
        try:
            created.result()
        except KafkaException as failure:
            if failure.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise Retryable(f"a topic cannot be created: {failure}") from failure


def topics_of(service: str) -> list[NewTopic]:
    """Return the topics that a service needs, dead letters included."""
    wanted = []
    for topic in record.load().values():
        consumers = [group for group in topic.groups if group.split(".")[0] == service]
        if consumers or service in {topic.owner, *topic.producers, *topic.readers}:
            wanted.append(_new_topic(topic.name, topic.partitions, topic.retention_days))
        wanted += [
            _new_topic(dead_letter_topic(topic.name, consumer), 1, topic.retention_days)
            for consumer in consumers
        ]
    return wanted


def _new_topic(name: str, partitions: int, retention_days: int) -> NewTopic:
    retention = str(retention_days * _MILLISECONDS_A_DAY)
    return NewTopic(name, partitions, 1, config={"retention.ms": retention})


def _existing(admin: AdminClient) -> set[str]:
    try:
        return set(admin.list_topics(timeout=_TIMEOUT_SECONDS).topics)
    except KafkaException as failure:
        raise Retryable(f"the broker does not answer: {failure}") from failure
