"""A reader by assignment, before and after its broker lost everything."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
from confluent_kafka import Producer

from fv_chassis.broker import BrokerSettings, ensure_topics
from fv_chassis.local import EmbeddedBroker

TOPIC = "edge.replies.v1"
WAIT_SECONDS = 60.0


class ReaderDied(Exception):
    """The client's library ended the process, as it may when this broker restarts."""


class ReaderProcess:
    """What a reader in a process of its own says, line by line."""

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._lines: Queue[str] = Queue()
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("reader_process.py"))],
            env={**os.environ, "FV_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        Thread(target=self._listen, daemon=True).start()

    def hear(self, last: str) -> list[str]:
        """Return what it says up to this line."""
        heard: list[str] = []
        end = time.monotonic() + WAIT_SECONDS
        while last not in heard:
            assert time.monotonic() < end, f"{last} was not said after {heard}"
            try:
                heard.append(self._lines.get(timeout=0.2))
            except Empty:
                if self.process.poll() is not None:
                    raise ReaderDied from None
        return heard

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line.strip())


@contextmanager
def reading(broker: EmbeddedBroker) -> Iterator[ReaderProcess]:
    reader = ReaderProcess(broker)
    try:
        reader.hear("READY")
        yield reader
    finally:
        reader.process.kill()
        reader.process.wait()
        if reader.process.stdout is not None:
            reader.process.stdout.close()


def produce(broker: EmbeddedBroker, *ids: str) -> None:
    ensure_topics(BrokerSettings(broker.bootstrap_servers), "edge")
    producer = Producer({"bootstrap.servers": broker.bootstrap_servers, "log_level": 0})
    for message in ids:
        producer.produce(TOPIC, b"", key=b"", partition=0, headers={"ce_id": message})
    assert producer.flush(30) == 0


def test_a_reader_gets_what_comes_after_it_is_ready(fresh_broker: EmbeddedBroker) -> None:
    produce(fresh_broker, "old", "last before")
    with reading(fresh_broker) as reader:
        produce(fresh_broker, "new", "newer")
        heard = [said for said in reader.hear("newer") if "new" in said]
    assert heard == ["new", "newer"]


@pytest.mark.parametrize("new", [("x",), ("x", "y", "z", "end")], ids=["shorter", "longer"])
def test_a_reader_starts_again_when_the_log_is_another_one(
    fresh_broker: EmbeddedBroker, new: tuple[str, ...]
) -> None:
    heard = _unless_the_library_dies(lambda: _read_over_a_restart(fresh_broker, new))
    assert "AMNESIA" in heard
    assert heard[heard.index("AMNESIA") + 1 :] == list(new)


def _read_over_a_restart(broker: EmbeddedBroker, new: tuple[str, ...]) -> list[str]:
    with reading(broker) as reader:
        produce(broker, "a", "b")
        reader.hear("b")
        broker.kill()
        broker.start()
        produce(broker, *new)
        return reader.hear(new[-1])


def _unless_the_library_dies(attempt: Callable[[], list[str]]) -> list[str]:
    for _ in range(4):
        try:
            return attempt()
        except ReaderDied:
            continue
    return attempt()
