from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from fv_chassis.deadlines import Deadline, DeadlinePoller, DeadlineWriter
from fv_chassis.outbox import OutboxWriter
from fv_chassis.postgres import create_chassis_tables, create_engine

PAST = datetime.now(UTC) - timedelta(hours=1)
FUTURE = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    with made.begin() as connection:

        class Operations:
            def execute(self, sqltext: str) -> None:
                connection.exec_driver_sql(sqltext)

        create_chassis_tables(Operations())
        connection.execute(text("CREATE TABLE handled (subject text)"))
    yield made
    made.dispose()


def write(engine: Engine, *deadlines: Deadline, cancel: Sequence[str] = ()) -> None:
    with engine.begin() as connection:
        writer = DeadlineWriter(connection)
        writer.set_many(deadlines)
        writer.cancel_many("hold", cancel)
        writer.flush()


def note(connection: Connection, outbox: OutboxWriter, due: Sequence[Deadline]) -> None:
    for deadline in due:
        if deadline.payload.get("fails"):
            raise ValueError(deadline.subject)
        connection.execute(text("INSERT INTO handled VALUES (:s)"), {"s": deadline.subject})


def column(engine: Engine, query: str) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def test_what_is_due_is_handled_once_and_what_is_not_stays(engine: Engine) -> None:
    write(engine, Deadline("hold", "b", PAST), Deadline("hold", "a", PAST))
    write(engine, Deadline("hold", "later", FUTURE), Deadline("other", "x", PAST))
    poller = DeadlinePoller("hold", engine, "test", note)
    assert poller.poll() == 2
    assert poller.poll() == 0
    assert column(engine, "SELECT subject FROM handled") == ["a", "b"]
    assert column(engine, "SELECT subject FROM deadlines ORDER BY 1") == ["later", "x"]


def test_a_deadline_is_moved_and_cancelled(engine: Engine) -> None:
    write(engine, Deadline("hold", "a", PAST), Deadline("hold", "b", PAST))
    write(engine, Deadline("hold", "a", FUTURE), cancel=["b", "unknown"])
    assert DeadlinePoller("hold", engine, "test", note).poll() == 0
    assert column(engine, "SELECT subject FROM deadlines") == ["a"]


def test_a_failing_deadline_keeps_nobody_waiting_and_is_tried_again(engine: Engine) -> None:
    bad = Deadline("hold", "a", PAST - timedelta(hours=1), {"fails": True})
    write(engine, bad, Deadline("hold", "b", PAST))
    DeadlinePoller("hold", engine, "test", note).poll()
    assert column(engine, "SELECT subject FROM handled") == ["b"]
    assert column(engine, "SELECT subject FROM deadlines WHERE due_at > now()") == ["a"]


def test_two_pollers_share_the_work(engine: Engine) -> None:
    write(engine, Deadline("hold", "a", PAST), Deadline("hold", "b", PAST))

    def meanwhile(connection: Connection, outbox: OutboxWriter, due: Sequence[Deadline]) -> None:
        note(connection, outbox, due)
        if len(column(engine, "SELECT subject FROM handled")) == 0:
            DeadlinePoller("hold", engine, "test", note, batch=1).poll()

    assert DeadlinePoller("hold", engine, "test", meanwhile, batch=1).poll() == 1
    assert sorted(column(engine, "SELECT subject FROM handled")) == ["a", "b"]
