"""A record's id, whatever its sender put into the headers."""

from typing import Any

import pytest

from fv_chassis.broker.guarded import message_id_of
from fv_chassis.deliveries import read


class HandMade:
    """A record that no part of the platform would send."""

    def __init__(self, headers: Any) -> None:
        self._headers = headers

    def headers(self) -> Any:
        return self._headers

    def topic(self) -> str:
        return "orders.order.v1"

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return 7

    def key(self) -> None:
        return None

    def value(self) -> None:
        return None


UNREADABLE = [None, [], [("ce_id", None)], [("ce_id", b"\xff")], [("other", b"x")]]


@pytest.mark.parametrize("headers", UNREADABLE)
def test_an_id_is_text_whatever_the_headers_hold(headers: Any) -> None:
    assert isinstance(message_id_of(HandMade(headers)), str)


@pytest.mark.parametrize("headers", UNREADABLE)
def test_a_record_that_cannot_be_read_is_delivered_with_its_error(headers: Any) -> None:
    delivery = read(HandMade(headers))
    assert delivery.message is None
    assert delivery.error
