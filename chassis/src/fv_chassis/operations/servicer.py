"""OperationsService."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row

from firstviscount.operations.v1 import admin_pb2 as pb
from firstviscount.operations.v1 import admin_pb2_grpc as stubs
from firstviscount.operations.v1.results_pb2 import CommandResult
from fv_chassis.grpc import QueryError, current_principal
from fv_chassis.operations import statements
from fv_chassis.operations.page_token import Place, read_page_token, write_page_token

ANY_SUBJECT = frozenset({"operations:admin", "operations:on-behalf"})
_DEFAULT_PAGE, _LARGEST_PAGE = 50, 500
_START: Place = (datetime.min.replace(tzinfo=UTC), UUID(int=0))
_STATES = {
    "open": pb.DEAD_LETTER_STATE_OPEN,
    "replayed": pb.DEAD_LETTER_STATE_REPLAYED,
    "discarded": pb.DEAD_LETTER_STATE_DISCARDED,
}
_STATE_NAMES = {number: name for name, number in _STATES.items()} | {0: ""}


class OperationsServicer(stubs.OperationsServiceServicer):
    """Answers from the chassis' tables of one service."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def GetCommandResult(  # noqa: N802 - the contract names it
        self, request: pb.GetCommandResultRequest, context: object
    ) -> pb.GetCommandResultResponse:
        """Return the stored result to the subject that sent the command."""
        principal = current_principal()
        subject = request.subject or principal.subject
        if subject != principal.subject and not principal.scopes & ANY_SUBJECT:
            raise _unknown_command()
        parameters = {"command_id": _uuid(request.command_id, "command_id"), "subject": subject}
        with self._engine.connect() as connection:
            found = connection.execute(statements.COMMAND_RESULT, parameters).scalar_one_or_none()
        if found is None:
            raise _unknown_command()
        return pb.GetCommandResultResponse(result=CommandResult.FromString(found))

    def ListDeadLetters(  # noqa: N802 - the contract names it
        self, request: pb.ListDeadLettersRequest, context: object
    ) -> pb.ListDeadLettersResponse:
        """List dead letters, oldest first."""
        if request.state not in _STATE_NAMES or request.page_size < 0:
            raise QueryError("invalid", "bad_page", "an unknown state or a negative page size")
        size = min(request.page_size or _DEFAULT_PAGE, _LARGEST_PAGE)
        after = read_page_token(request.page_token) if request.page_token else _START
        parameters = {
            "state": _STATE_NAMES[request.state],
            "created_at": after[0],
            "letter_id": after[1],
            # One row more than the page tells whether there is a next one.
            "limit": size + 1,
        }
        with self._engine.connect() as connection:
            rows = connection.execute(statements.DEAD_LETTERS, parameters).all()
        page = rows[:size]
        last = (page[-1].created_at, page[-1].dead_letter_id) if len(rows) > size else None
        return pb.ListDeadLettersResponse(
            dead_letters=[_letter(row) for row in page],
            next_page_token=write_page_token(last) if last else "",
        )

    def GetDeadLetter(  # noqa: N802 - the contract names it
        self, request: pb.GetDeadLetterRequest, context: object
    ) -> pb.GetDeadLetterResponse:
        """Return one dead letter with its bytes."""
        letter_id = _uuid(request.dead_letter_id, "dead_letter_id")
        with self._engine.connect() as connection:
            row = connection.execute(statements.DEAD_LETTER, {"letter_id": letter_id}).one_or_none()
        if row is None:
            raise QueryError("not_found", "unknown_dead_letter", "there is no such dead letter")
        return pb.GetDeadLetterResponse(dead_letter=_letter(row, row.value))

    def GetDeliveryState(  # noqa: N802 - the contract names it
        self, request: pb.GetDeliveryStateRequest, context: object
    ) -> pb.GetDeliveryStateResponse:
        """Return the counts that an audit compares."""
        with self._engine.connect() as connection:
            row = connection.execute(statements.DELIVERY_STATE).one()
        return pb.GetDeliveryStateResponse(
            unsent=row.unsent,
            oldest_unsent_seconds=row.oldest_unsent_seconds,
            open_dead_letters=row.open_dead_letters,
            due_deadlines=row.due_deadlines,
            duplicates_skipped=row.duplicates_skipped,
        )


def _uuid(value: str, field: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise QueryError("invalid", field, f"{field} must be a UUID") from error


def _unknown_command() -> QueryError:
    detail = "no result of that command; repeat it with the same key"
    return QueryError("not_found", "unknown_command", detail)


def _letter(row: Row[Any], value: bytes = b"") -> pb.DeadLetter:
    letter = pb.DeadLetter(
        dead_letter_id=str(row.dead_letter_id),
        consumer=row.consumer,
        topic=row.topic,
        partition=row.partition,
        offset=row.offset,
        message_id=row.message_id,
        message_type=row.type,
        reason=row.reason,
        detail=row.detail,
        state=_STATES[row.state],
        key=bytes(row.key),
        value=bytes(value),
    )
    letter.created_at.FromDatetime(row.created_at)
    if row.resolved_at is not None:
        letter.resolved_at.FromDatetime(row.resolved_at)
    return letter
