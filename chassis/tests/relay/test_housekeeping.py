"""Days of the outbox come and go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from relay_harness import Outbox
from sqlalchemy.engine import make_url

from fv_chassis.relay import housekeeping
from fv_chassis.relay.housekeeping import DAYS_AHEAD, OUTBOX_DAYS, Housekeeping, partition_of
from fv_chassis.relay.leader import Session, session_of

TODAY = datetime.now(UTC).date()


@pytest.fixture
def session(outbox: Outbox, database_url: str) -> Iterator[Session]:
    with session_of(make_url(database_url), "orders") as opened:
        opened.execute("SET idle_session_timeout = 0")
        yield opened


def days(session: Session) -> set[str]:
    found = session.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'outbox'::regclass"
    )
    return {str(row[0]) for row in found.fetchall()}


def old_day(session: Session, sent: bool) -> str:
    day = TODAY - timedelta(days=OUTBOX_DAYS + 1)
    name = partition_of(day)
    session.execute(
        f'CREATE TABLE "{name}" PARTITION OF outbox'
        f" FOR VALUES FROM ('{day} 00:00+00') TO ('{day + timedelta(days=1)} 00:00+00')".encode()
    )
    session.execute(
        "INSERT INTO outbox (message_id, topic, key, type, headers, value, created_at, sent_at)"
        " VALUES (uuidv7(), 't', 'k', 'Happened', '{}', '', %s, %s)",
        [f"{day} 12:00+00", f"{day} 12:01+00" if sent else None],
    )
    return name


def test_the_days_ahead_are_there_before_they_begin(session: Session) -> None:
    Housekeeping(session).run_when_due()
    ahead = {partition_of(TODAY + timedelta(days=n)) for n in range(1, DAYS_AHEAD + 1)}
    assert ahead <= days(session)


def test_a_day_that_is_over_goes(session: Session) -> None:
    name = old_day(session, sent=True)
    Housekeeping(session).run_when_due()
    assert name not in days(session)


def test_a_day_with_unsent_rows_stays(session: Session) -> None:
    name = old_day(session, sent=False)
    Housekeeping(session).run_when_due()
    assert name in days(session)


def test_a_day_that_began_without_its_partition_stays_in_the_default(
    outbox: Outbox, session: Session
) -> None:
    outbox.write(["a"])
    Housekeeping(session).run_when_due()
    assert partition_of(TODAY) not in days(session)
    assert outbox.unsent() == 1


def test_the_inbox_remembers_longer_than_the_outbox_can_send_again() -> None:
    assert housekeeping.INBOX_DAYS > housekeeping.OUTBOX_DAYS


def test_the_inbox_and_the_answers_to_its_commands_are_forgotten_together(session: Session) -> None:
    session.execute(
        "INSERT INTO inbox SELECT 'orders.commands', uuidv7(), now() - make_interval(days => day)"
        " FROM unnest(ARRAY[1, 15]) AS day"
    )
    session.execute(
        "INSERT INTO command_results (command_id, subject, fingerprint, result)"
        " SELECT message_id, 'alice', '', '' FROM inbox"
    )
    Housekeeping(session).run_when_due()
    kept = session.execute("SELECT message_id FROM inbox").fetchall()
    assert len(kept) == 1
    assert session.execute("SELECT command_id FROM command_results").fetchall() == kept
