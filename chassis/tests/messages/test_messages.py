from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from fv_chassis.messages import InvalidMessage, Message, OutgoingMessage

ID = UUID("01a22f9b-96ff-72c9-a512-2233156cf66d")
SOUND = {
    "ce_specversion": "1.0",
    "ce_id": str(ID),
    "ce_type": "firstviscount.orders.v1.OrderPlaced",
    "ce_source": "orders",
    "ce_time": "2026-01-02T03:04:05.678901Z",
}


class _Record:
    def __init__(self, headers: Iterable[tuple[str, bytes | None]]) -> None:
        self._headers = list(headers)

    def topic(self) -> str:
        return "orders.order.v1"

    def partition(self) -> int:
        return 1

    def offset(self) -> int:
        return 7

    def key(self) -> bytes | None:
        return None

    def value(self) -> bytes | None:
        return None

    def headers(self) -> list[tuple[str, bytes]]:
        return self._headers  # type: ignore[return-value]  # a broker may hand out what it likes


def read(**changes: str | None) -> Message:
    headers = {name: text for name, text in {**SOUND, **changes}.items() if text is not None}
    return Message.from_record(_Record((name, text.encode()) for name, text in headers.items()))


def test_the_least_envelope_is_read() -> None:
    message = read()
    assert (message.id, message.sequence, message.correlation_id) == (ID, 0, ID)
    assert message.time == datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)
    assert (message.topic, message.partition, message.offset) == ("orders.order.v1", 1, 7)
    assert (message.key, message.value, message.scopes) == (b"", b"", frozenset())


def test_a_commands_envelope_is_read() -> None:
    message = read(fv_actor="alice", fv_scopes="a:read b:write", ce_sequence="9")
    assert (message.actor, message.sequence) == ("alice", 9)
    assert message.scopes == {"a:read", "b:write"}


@pytest.mark.parametrize("name", SOUND)
def test_an_envelope_without_a_required_header_is_invalid(name: str) -> None:
    with pytest.raises(InvalidMessage, match=name):
        read(**{name: None})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ce_id", "7"),
        ("ce_time", "yesterday"),
        ("ce_time", "2026-01-02T03:04:05"),
        ("ce_specversion", "0.3"),
        ("ce_sequence", "many"),
        ("ce_correlationid", "x"),
        ("fv_actor", "a\0b"),
        ("content-type", "application/json"),
    ],
)
def test_an_envelope_with_a_malformed_header_is_invalid(name: str, text: str) -> None:
    with pytest.raises(InvalidMessage):
        read(**{name: text})


@pytest.mark.parametrize("value", [None, b"\xff"])
def test_a_header_that_is_no_text_is_invalid(value: bytes | None) -> None:
    sound = [(name, text.encode()) for name, text in SOUND.items()]
    with pytest.raises(InvalidMessage):
        Message.from_record(_Record([*sound, ("x", value)]))


def test_outgoing_messages_have_ids_that_sort_by_their_time() -> None:
    ids = [OutgoingMessage("t", "k", "T", b"", "s").id for _ in range(100)]
    assert ids == sorted(ids)
    assert {each.version for each in ids} == {7}
