"""Whether a record counts as still there."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from fv_chassis.broker import BrokerSettings
from fv_chassis.local import EmbeddedBroker
from fv_chassis.relay.store import LastRecord
from fv_chassis.relay.verification import Verifier

COUNT = 5


@pytest.fixture
def topic(broker: EmbeddedBroker) -> str:
    """A topic of one partition with five records whose ids are their numbers."""
    name = f"verified.{uuid4()}"
    admin = AdminClient({"bootstrap.servers": broker.bootstrap_servers})
    for created in admin.create_topics([NewTopic(name, 1, 1)]).values():
        created.result()
    producer = Producer({"bootstrap.servers": broker.bootstrap_servers})
    for number in range(COUNT):
        producer.produce(name, b"", partition=0, headers={"ce_id": str(number)})
    assert producer.flush(30) == 0
    return name


@pytest.fixture
def verifier(broker: EmbeddedBroker) -> Iterator[Verifier]:
    with closing(Verifier(BrokerSettings(broker.bootstrap_servers))) as made:
        yield made


def test_a_record_that_is_there_is_not_missed_however_often_it_is_asked_for(
    topic: str, verifier: Verifier
) -> None:
    for number in (0, COUNT - 1, 2):
        assert verifier.replaced([LastRecord(topic, 0, number, str(number))]) == []


def test_another_record_in_its_place_is_another_log(topic: str, verifier: Verifier) -> None:
    other = LastRecord(topic, 0, 2, "another id")
    assert verifier.replaced([other]) == [other]


@pytest.mark.parametrize("offset", [COUNT, COUNT + 100])
def test_a_record_beyond_the_end_is_another_log(
    topic: str, verifier: Verifier, offset: int
) -> None:
    assert verifier.replaced([LastRecord(topic, 0, COUNT - 1, str(COUNT - 1))]) == []
    beyond = LastRecord(topic, 0, offset, "gone")
    assert verifier.replaced([beyond]) == [beyond]
