"""The relay when what it stands on goes away and comes back."""

import signal
from collections.abc import Callable

import pytest
from confluent_kafka import Consumer, TopicPartition
from relay_harness import (
    PARTITIONS,
    TOPIC,
    Outbox,
    RelayProcess,
    eventually,
    in_order_of_each_key,
    log_of,
)
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from fv_chassis.local import EmbeddedBroker, PostgresServer
from fv_chassis.postgres import create_engine

StartRelay = Callable[..., RelayProcess]
GROUP = "inventory.fulfilment"
KEYS = [f"key-{number % 7}" for number in range(60)]


def supervised(start: Callable[[], RelayProcess], holds: Callable[[], bool]) -> Callable[[], bool]:
    """Start the relay again where the client's library ended it, as a supervisor would."""
    relay = start()

    def check() -> bool:
        nonlocal relay
        if relay.gone():
            relay = start()
        return holds()

    return check


def test_the_order_of_each_key_holds_while_the_broker_comes_and_goes(
    outbox: Outbox, fresh_broker: EmbeddedBroker, start_relay: StartRelay
) -> None:
    drained = supervised(lambda: start_relay(fresh_broker), lambda: outbox.unsent() == 0)
    messages: list[str] = []
    for _ in range(3):
        messages += outbox.write(KEYS)
        eventually(drained, "all rows are sent")
        messages += outbox.write(KEYS)
        fresh_broker.kill()
        messages += outbox.write(KEYS)
        fresh_broker.start()
    eventually(drained, "all rows are sent to the last log")
    log = log_of(fresh_broker, set(messages))
    assert in_order_of_each_key(log, list(zip(KEYS * 9, messages, strict=True)))


def test_what_every_group_has_read_is_not_sent_to_an_empty_broker(
    outbox: Outbox, fresh_broker: EmbeddedBroker, start_relay: StartRelay
) -> None:
    drained = supervised(lambda: start_relay(fresh_broker), lambda: outbox.unsent() == 0)
    outbox.write(KEYS)
    eventually(drained, "all rows are sent")
    _commit_everything(outbox, fresh_broker)
    eventually(lambda: drained() and _floors(outbox) == PARTITIONS, "the floor rises")
    unread = outbox.write(KEYS)
    eventually(drained, "the unread rows are sent")
    fresh_broker.kill()
    fresh_broker.start()
    newest = outbox.write(["key-0"])
    eventually(drained, "all rows are sent to the new log")
    log = log_of(fresh_broker, {*unread, *newest})
    assert {message for _, message in log} == {*unread, *newest}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restarts", "crashes"])
def test_a_relay_goes_on_after_its_database_came_back(
    fresh_broker: EmbeddedBroker, how: signal.Signals
) -> None:
    server = PostgresServer().start()
    relay = None
    try:
        url = server.create_database("outage")
        engine = create_engine(url)
        outbox = Outbox(engine)
        relay = RelayProcess(url, fresh_broker)
        before = outbox.write(KEYS)
        eventually(lambda: outbox.unsent() == 0, "all rows are sent")
        server.end(how)
        server.start()
        engine.dispose()
        after = outbox.write(KEYS)
        eventually(lambda: _sent(outbox), "rows are sent after the outage")
        engine.dispose()
        log_of(fresh_broker, {*before, *after})
        assert not relay.gone()
    finally:
        if relay is not None:
            relay.end()
        server.stop()


def _sent(outbox: Outbox) -> bool:
    try:
        return outbox.unsent() == 0
    except OperationalError:
        return False


def _floors(outbox: Outbox) -> int:
    with outbox.engine.connect() as connection:
        counted = text("SELECT count(*) FROM relay_floor WHERE floor_outbox_id > 0")
        return int(connection.execute(counted).scalar_one())


def _commit_everything(outbox: Outbox, broker: EmbeddedBroker) -> None:
    with outbox.engine.connect() as connection:
        ends = text("SELECT partition, last_offset + 1 FROM relay_floor")
        places = [TopicPartition(TOPIC, *row) for row in connection.execute(ends)]
    client = Consumer(
        {"bootstrap.servers": broker.bootstrap_servers, "group.id": GROUP, "log_level": 0}
    )
    client.commit(offsets=places, asynchronous=False)
    client.close()
