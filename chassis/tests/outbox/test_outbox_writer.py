"""What is appended becomes rows: in order, with its envelope, or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from fv_chassis.messages import Message, OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres import create_chassis_tables, create_engine


class _Operations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sqltext: str) -> None:
        self._connection.exec_driver_sql(sqltext)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as opened:
        create_chassis_tables(_Operations(opened))
        yield opened
    engine.dispose()


def happened(key: str) -> OutgoingMessage:
    return OutgoingMessage("topic", key, "Happened", b"\x00value", key)


def received(message_id: UUID, correlation_id: UUID) -> Message:
    return Message(
        id=message_id,
        type="Before",
        source="test",
        subject="s",
        time=datetime.now(UTC),
        sequence=1,
        correlation_id=correlation_id,
        causation_id=None,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        topic="t",
        partition=0,
        offset=0,
        key=b"",
        value=b"",
        actor="",
        client="",
        scopes=frozenset(),
        reply_to="",
        fingerprint="",
        headers=(),
    )


def _append_and_fail(writer: OutboxWriter) -> None:
    with writer.cause(received(uuid4(), uuid4())):
        writer.append(happened("dropped"))
        raise ValueError("no")


def keys(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT key FROM outbox ORDER BY id")).scalars())


def headers(connection: Connection) -> dict[str, str]:
    return dict(connection.execute(text("SELECT headers FROM outbox")).scalar_one())


def test_ids_rise_in_the_order_of_appending(connection: Connection) -> None:
    writer = OutboxWriter(connection, "test")
    wanted = [f"key-{number}" for number in range(300)]
    for key in wanted:
        writer.append(happened(key))
    writer.flush()
    writer.append(happened("last"))
    writer.flush()
    assert keys(connection) == [*wanted, "last"]


def test_a_flush_writes_once(connection: Connection) -> None:
    writer = OutboxWriter(connection, "test")
    writer.append(happened("a"))
    writer.flush()
    writer.flush()
    assert keys(connection) == ["a"]


def test_an_exception_drops_what_its_cause_appended_and_nothing_else(
    connection: Connection,
) -> None:
    writer = OutboxWriter(connection, "test")
    writer.append(happened("kept"))
    with pytest.raises(ValueError, match="no"):
        _append_and_fail(writer)
    writer.append(happened("kept too"))
    writer.flush()
    assert keys(connection) == ["kept", "kept too"]


def test_a_caused_message_names_its_cause_and_the_whole_conversation(
    connection: Connection,
) -> None:
    cause, conversation = uuid4(), uuid4()
    writer = OutboxWriter(connection, "test")
    with writer.cause(received(cause, conversation)):
        writer.append(happened("a"))
    writer.flush()
    written = headers(connection)
    assert written["ce_causationid"] == str(cause)
    assert written["ce_correlationid"] == str(conversation)
    assert "0af7651916cd43dd8448eb211c80319c" in written["traceparent"]


def test_a_message_without_a_cause_begins_a_conversation(connection: Connection) -> None:
    writer = OutboxWriter(connection, "test")
    message = happened("a")
    writer.append(message)
    writer.flush()
    assert headers(connection)["ce_correlationid"] == str(message.id)
    assert "ce_causationid" not in headers(connection)
