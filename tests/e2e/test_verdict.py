"""The last word on everything that the other tests did: it runs last, by its name."""

from typing import Any


def test_after_everything_the_audit_finds_nothing(verdict: Any) -> None:
    found = verdict()

    assert found.facts.orders
    assert found.findings == ()
