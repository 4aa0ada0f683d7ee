"""One piece of work that is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due: `name` is the kind of work, `subject` what it is about; one of each at a time.

    `payload` is JSON that comes back with the deadline.
    """

    name: str
    subject: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
