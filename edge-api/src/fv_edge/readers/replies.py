"""The replies' topic: most records are other edges' and are passed over undecoded."""

from collections.abc import Sequence

from google.protobuf.message import DecodeError

from firstviscount.operations.v1.results_pb2 import CommandResult
from fv_chassis.telemetry import get_logger
from fv_edge.commands.replies import ExpectedReplies
from fv_edge.metrics import RECORDS_READ
from fv_edge.readers.handoff import Handoff
from fv_edge.readers.record import RawRecord, Record

_log = get_logger(__name__)
_READ = RECORDS_READ.labels("replies")
_FINGERPRINT = "fv_fingerprint"

Reply = tuple[bytes, str, CommandResult]


class ReplyIntake:
    """Hands replies that somebody waits for to the event loop."""

    def __init__(self, expected: ExpectedReplies, handoff: Handoff) -> None:
        self._expected = expected
        self._handoff = handoff

    def take(self, records: Sequence[RawRecord]) -> None:
        """Take a batch, in the reader's thread."""
        replies: list[Reply] = []
        for raw in records:
            key = raw.key()
            if key is not None and self._expected.expects(key):
                replies += _decode(Record.of(raw))
        _READ.inc(len(records))
        if replies:
            self._handoff.post(lambda: self._expected.resolve(replies))

    def forget(self) -> None:
        """Go on after the broker lost its memory: services send their replies again."""


def _decode(record: Record) -> list[Reply]:
    try:
        result = CommandResult.FromString(record.value)
    except DecodeError:
        _log.warning("a reply cannot be read", key=record.key.decode(errors="replace"))
        return []
    return [(record.key, record.header(_FINGERPRINT), result)]
