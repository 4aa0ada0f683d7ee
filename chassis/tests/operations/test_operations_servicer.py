"""OperationsService on a real database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from firstviscount.operations.v1 import admin_pb2 as pb
from firstviscount.operations.v1.results_pb2 import CommandResult, Succeeded
from fv_chassis.grpc import QueryError
from fv_chassis.grpc.authorization import enter
from fv_chassis.operations import OperationsServicer
from fv_chassis.postgres import create_chassis_tables, create_engine
from fv_chassis.tokens import Principal

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMAND = uuid4()


class Operations:
    """Executes SQL as Alembic's `op` does."""

    def __init__(self, execute: Callable[[object], object]) -> None:
        self._execute = execute

    def execute(self, sqltext: str) -> object:
        return self._execute(text(sqltext))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    with made.begin() as connection:
        create_chassis_tables(Operations(connection.execute))
    yield made
    made.dispose()


@pytest.fixture
def servicer(engine: Engine) -> OperationsServicer:
    return OperationsServicer(engine)


def act_as(subject: str, *scopes: str) -> None:
    enter(Principal(subject, "client", frozenset(scopes), 0))


def keep_result(engine: Engine, subject: str) -> CommandResult:
    result = CommandResult(command_id=str(COMMAND), succeeded=Succeeded(id="o-1", version=1))
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO command_results VALUES (:id, :subject, 'f', :result)"),
            {"id": COMMAND, "subject": subject, "result": result.SerializeToString()},
        )
    return result


def keep_letters(engine: Engine, number: int, state: str = "open") -> list[str]:
    ids = [UUID(int=position + 1) for position in range(number)]
    with engine.begin() as connection:
        for position, letter_id in enumerate(ids):
            connection.execute(
                text("""
                    INSERT INTO dead_letters (dead_letter_id, consumer, topic, partition, "offset",
                        message_id, type, key, value, headers, reason, detail, state, created_at)
                    VALUES (:id, 'orders.fulfilment', 'inventory.stock.v1', 2, 7, '', 'a.Type',
                        'key', 'value', '[]', 'invalid_message', 'why', :state, :at)
                """),
                {"id": letter_id, "state": state, "at": NOON + timedelta(seconds=position // 2)},
            )
    return [str(letter_id) for letter_id in ids]


def slug(call: Callable[[], object]) -> str:
    with pytest.raises(QueryError) as caught:
        call()
    return caught.value.slug


def ask(servicer: OperationsServicer, subject: str = "") -> pb.GetCommandResultResponse:
    request = pb.GetCommandResultRequest(command_id=str(COMMAND), subject=subject)
    return servicer.GetCommandResult(request, None)


def test_a_result_is_shown_to_its_subject(engine: Engine, servicer: OperationsServicer) -> None:
    result = keep_result(engine, "olivia")
    act_as("olivia", "operations:read")
    assert ask(servicer).result == ask(servicer, "olivia").result == result


@pytest.mark.parametrize("named", ["", "olivia"])
def test_a_result_is_shown_to_nobody_else(
    engine: Engine, servicer: OperationsServicer, named: str
) -> None:
    keep_result(engine, "olivia")
    act_as("mallory", "operations:read")
    assert slug(lambda: ask(servicer, named)) == "unknown_command"


@pytest.mark.parametrize("scope", ["operations:admin", "operations:on-behalf"])
def test_who_may_act_for_others_names_the_subject(
    engine: Engine, servicer: OperationsServicer, scope: str
) -> None:
    result = keep_result(engine, "olivia")
    act_as("edge", "operations:read", scope)
    assert ask(servicer, "olivia").result == result
    assert slug(lambda: ask(servicer)) == "unknown_command"


def test_an_id_that_is_none_is_invalid(servicer: OperationsServicer) -> None:
    act_as("olivia", "operations:read")
    request = pb.GetCommandResultRequest(command_id="one")
    assert slug(lambda: servicer.GetCommandResult(request, None)) == "command_id"


def test_letters_are_paged_oldest_first(engine: Engine, servicer: OperationsServicer) -> None:
    ids = keep_letters(engine, 5)
    seen, token = [], ""
    for _ in range(3):
        request = pb.ListDeadLettersRequest(page_size=2, page_token=token)
        page = servicer.ListDeadLetters(request, None)
        seen += [letter.dead_letter_id for letter in page.dead_letters]
        token = page.next_page_token
    assert (seen, token) == (ids, "")


def test_letters_are_narrowed_by_state(engine: Engine, servicer: OperationsServicer) -> None:
    keep_letters(engine, 1, "discarded")
    for state, found in ((pb.DEAD_LETTER_STATE_OPEN, 0), (pb.DEAD_LETTER_STATE_DISCARDED, 1)):
        answer = servicer.ListDeadLetters(pb.ListDeadLettersRequest(state=state), None)
        assert len(answer.dead_letters) == found


@pytest.mark.parametrize("token", ["x", "éé", "MjAyNi0wMS0wMSA3", "MjAyNi0wMS0wMQ=="])
def test_a_foreign_page_token_is_invalid(servicer: OperationsServicer, token: str) -> None:
    request = pb.ListDeadLettersRequest(page_token=token)
    assert slug(lambda: servicer.ListDeadLetters(request, None)) == "page_token"


@pytest.mark.parametrize("change", [{"page_size": -1}, {"state": 9}])
def test_a_page_that_makes_no_sense_is_invalid(
    servicer: OperationsServicer, change: dict[str, int]
) -> None:
    request = pb.ListDeadLettersRequest(**change)
    assert slug(lambda: servicer.ListDeadLetters(request, None)) == "bad_page"


def test_one_letter_comes_with_its_bytes(engine: Engine, servicer: OperationsServicer) -> None:
    (letter_id,) = keep_letters(engine, 1)
    request = pb.GetDeadLetterRequest(dead_letter_id=letter_id)
    letter = servicer.GetDeadLetter(request, None).dead_letter
    assert (letter.key, letter.value) == (b"key", b"value")
    assert (letter.topic, letter.partition, letter.offset) == ("inventory.stock.v1", 2, 7)
    assert letter.state == pb.DEAD_LETTER_STATE_OPEN
    assert not letter.HasField("resolved_at")


def test_an_unknown_letter_is_not_found(servicer: OperationsServicer) -> None:
    request = pb.GetDeadLetterRequest(dead_letter_id=str(uuid4()))
    assert slug(lambda: servicer.GetDeadLetter(request, None)) == "unknown_dead_letter"


def test_a_service_at_rest_has_nothing_to_deliver(servicer: OperationsServicer) -> None:
    state = servicer.GetDeliveryState(pb.GetDeliveryStateRequest(), None)
    assert state == pb.GetDeliveryStateResponse()


def test_what_is_left_to_deliver_is_counted(engine: Engine, servicer: OperationsServicer) -> None:
    keep_letters(engine, 2)
    with engine.begin() as connection:
        for statement in (
            """INSERT INTO outbox (message_id, topic, key, type, headers, value, created_at)
                VALUES (gen_random_uuid(), 't', 'k', 'a.Type', '{}', '', now() - interval '9 s')""",
            """INSERT INTO outbox (message_id, topic, key, type, headers, value, sent_at)
                VALUES (gen_random_uuid(), 't', 'k', 'a.Type', '{}', '', now())""",
            """INSERT INTO deadlines (name, subject, due_at) VALUES
                ('d', 'due', now()), ('d', 'later', now() + interval '1 hour')""",
            """INSERT INTO positions (consumer, topic, partition, "offset", message_id, duplicates)
                VALUES ('c', 't', 0, 1, 'm', 2), ('c', 't', 1, 1, 'm', 3)""",
        ):
            connection.execute(text(statement))
    state = servicer.GetDeliveryState(pb.GetDeliveryStateRequest(), None)
    assert (state.unsent, state.open_dead_letters, state.due_deadlines) == (1, 2, 1)
    assert state.duplicates_skipped == 5
    assert state.oldest_unsent_seconds >= 9
