"""Dead letters."""

import base64
from typing import Any

from firstviscount.operations.v1.admin_pb2 import DeadLetter, DeadLetterState
from fv_edge.presenters.values import present_time, state_names

_STATES = state_names(DeadLetterState, "DEAD_LETTER_STATE_")


def present_dead_letter(letter: DeadLetter) -> dict[str, Any]:
    """Return a dead letter's JSON; key and value are base64, the value is null in lists."""
    return {
        "dead_letter_id": letter.dead_letter_id,
        "consumer": letter.consumer,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "message_id": letter.message_id,
        "message_type": letter.message_type,
        "reason": letter.reason,
        "detail": letter.detail,
        "state": _STATES.get(letter.state, ""),
        "created_at": present_time(letter.created_at),
        "resolved_at": present_time(letter.resolved_at) if letter.HasField("resolved_at") else None,
        "key": base64.b64encode(letter.key).decode(),
        "value": base64.b64encode(letter.value).decode() if letter.value else None,
    }
