"""Times and enumerations."""

from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp


def present_time(moment: Timestamp) -> str:
    """Return RFC 3339 in UTC, such as "2026-12-01T09:30:00Z"."""
    return moment.ToJsonString()


def state_names(enum: Any, prefix: str) -> dict[int, str]:
    """Return a proto enumeration's values as clients read them: ORDER_STATE_PENDING is
    "pending"."""
    return {number: name.removeprefix(prefix).lower() for name, number in enum.items()}
