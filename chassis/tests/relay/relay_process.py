"""A relay in a process of its own, so that tests can kill and pause it."""

import logging
import os
import signal
import sys
from threading import Event

from fv_chassis.broker import BrokerSettings
from fv_chassis.postgres import create_engine
from fv_chassis.relay import Relay

logging.basicConfig(level=logging.INFO, stream=sys.stderr)
stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
relay = Relay(
    create_engine(os.environ["FV_DATABASE_URL"]),
    BrokerSettings(os.environ["FV_KAFKA_BOOTSTRAP_SERVERS"]),
    "orders",
)
relay.run(stop)
