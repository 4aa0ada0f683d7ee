"""The floor: what is below it is not sent again, and nothing unread may ever be below it."""

from collections.abc import Iterator

import psycopg
import pytest
from relay_harness import TOPIC, Outbox
from sqlalchemy.engine import make_url

from fv_chassis.relay.leader import Session, session_of
from fv_chassis.relay.store import Ack, LastRecord, OutboxStore


@pytest.fixture
def session(outbox: Outbox, database_url: str) -> Iterator[Session]:
    with session_of(make_url(database_url), "orders") as opened:
        opened.execute("SET idle_session_timeout = 0")
        yield opened


@pytest.fixture
def store(session: Session) -> OutboxStore:
    return OutboxStore(session)


def send(store: OutboxStore, first_offset: int) -> list[str]:
    """Mark what is unsent as if partition 0 had taken it; return the messages."""
    rows = store.unsent(100)
    store.mark([Ack(row, 0, first_offset + number) for number, row in enumerate(rows)])
    return [row.message_id for row in rows]


def sent_again(store: OutboxStore) -> list[str]:
    """Return what a broker without its log would get."""
    store.requeue([LastRecord(TOPIC, 0, 0, "")])
    return [row.message_id for row in store.unsent(100)]


def test_without_a_floor_everything_is_sent_again_in_its_order(
    outbox: Outbox, store: OutboxStore
) -> None:
    messages = outbox.write(["a", "b", "c"])
    send(store, 0)
    assert sent_again(store) == messages


def test_what_every_group_has_read_is_not_sent_again(outbox: Outbox, store: OutboxStore) -> None:
    messages = outbox.write(["a", "b", "c"])
    send(store, 0)
    store.raise_floor([(TOPIC, 0, 2)])
    assert sent_again(store) == messages[2:]


def test_offsets_of_a_second_log_raise_the_floor_further(
    outbox: Outbox, store: OutboxStore
) -> None:
    messages = outbox.write(["a", "b", "c"])
    send(store, 50)
    store.raise_floor([(TOPIC, 0, 51)])
    assert sent_again(store) == messages[1:]
    send(store, 0)
    store.raise_floor([(TOPIC, 0, 1)])
    assert sent_again(store) == messages[2:]


def test_an_open_transaction_holds_the_floor_because_its_ids_are_low(
    outbox: Outbox, store: OutboxStore, database_url: str
) -> None:
    address = make_url(database_url).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as late:
        late.execute(
            "INSERT INTO outbox (message_id, topic, key, type, headers, value)"
            " VALUES (uuidv7(), %s, 'late', 'Happened', '{}', '')",
            [TOPIC],
        )
        outbox.write(["early"])
        send(store, 0)
        store.raise_floor([(TOPIC, 0, 1)])
        late.commit()
    send(store, 1)
    store.raise_floor([(TOPIC, 0, 1)])
    assert len(sent_again(store)) == 2


def test_a_late_row_holds_the_floor_until_it_is_read(
    outbox: Outbox, store: OutboxStore, session: Session
) -> None:
    late, early = outbox.write(["late", "early"])
    rows = store.unsent(100)
    store.mark([Ack(rows[1], 0, 0)])
    store.raise_floor([(TOPIC, 0, 1)])
    store.mark([Ack(rows[0], 0, 1)])
    store.raise_floor([(TOPIC, 0, 1)])
    assert sent_again(store) == [late, early]


def test_a_row_that_is_marked_stays_as_it_is(
    outbox: Outbox, store: OutboxStore, session: Session
) -> None:
    outbox.write(["a"])
    rows = store.unsent(100)
    store.mark([Ack(rows[0], 0, 4)])
    store.mark([Ack(rows[0], 0, 9)])
    found = session.execute("SELECT sent_offset FROM outbox").fetchall()
    assert found == [(4,)]
