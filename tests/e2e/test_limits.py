"""Too many requests are refused with a time to come again."""

from collections.abc import Callable
from typing import Any


def test_too_many_requests_are_429(shop: Any, changed: Callable[..., None]) -> None:
    changed("edge-1", {"FV_RATE_PER_CLIENT": "2"})

    answers = [shop.buyer.get("/api/v1/orders") for _ in range(20)]
    refused = [answer for answer in answers if answer.status == 429]

    assert refused
    assert refused[0].headers["retry-after"]
    assert refused[0].headers["content-type"].startswith("application/problem+json")
