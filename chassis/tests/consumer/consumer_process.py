"""A consumer of numbers in a process of its own: `consumer_process.py URL BOOTSTRAP`."""

import os
import signal
import sys
from threading import Event

from consumer_world import Ledger

from fv_chassis.broker import BrokerSettings
from fv_chassis.consumer import Consumer
from fv_chassis.postgres import create_engine


def main(url: str, bootstrap: str) -> None:
    """Consume until SIGTERM."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    engine = create_engine(url)
    ledger = Ledger(engine)
    fixed = "FV_KAFKA_ASSIGNMENT" in os.environ
    broker = BrokerSettings(bootstrap, assignment="fixed" if fixed else "group")
    Consumer(ledger.subscription(), engine, broker, "test").run(stop)
    engine.dispose()


main(*sys.argv[1:])
