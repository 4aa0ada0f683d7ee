"""A reader in a process of its own: it prints what it is handed, and when the log is another."""

import os
import sys
from collections.abc import Sequence
from threading import Event, Thread

from fv_chassis.broker import AssignedReader, BrokerSettings
from fv_chassis.broker.guarded import Record, message_id_of


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def hand_over(records: Sequence[Record]) -> None:
    for record in records:
        say(message_id_of(record))


reader = AssignedReader(
    BrokerSettings(os.environ["FV_KAFKA_BOOTSTRAP_SERVERS"]),
    "edge",
    ["edge.replies.v1"],
    hand_over,
    lambda: say("AMNESIA"),
)
Thread(target=reader.run, args=(Event(),), daemon=True).start()
while not reader.ready():
    Event().wait(0.02)
say("READY")
Event().wait()
