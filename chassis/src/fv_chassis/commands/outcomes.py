"""The two outcomes of a command."""

from dataclasses import dataclass
from enum import StrEnum

from google.protobuf.message import Message as ProtoMessage


class RejectionKind(StrEnum):
    """The class of a refusal; it decides the HTTP status and the gRPC code."""

    NOT_FOUND = "not_found"
    INVALID = "invalid"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"
    PRECONDITION_FAILED = "precondition_failed"


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The command took effect on the aggregate `id`, which is at `version` now."""

    id: str
    version: int
    snapshot: ProtoMessage | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rule refused the command. Violations are (field, sentence).

    `stored=False` leaves no result behind: the same key may succeed later. It is for errors of
    shape and for things that are not known yet.
    """

    kind: RejectionKind
    slug: str
    detail: str
    violations: tuple[tuple[str, str], ...] = ()
    stored: bool = True


CommandOutcome = Succeeded | Rejected
