"""The relay killed at every step, paused, and left without its broker."""

import signal
from collections.abc import Callable

import pytest
from relay_harness import Outbox, RelayProcess, eventually, in_order_of_each_key, log_of

from fv_chassis.local import EmbeddedBroker

StartRelay = Callable[..., RelayProcess]
KEYS = [f"key-{number % 7}" for number in range(60)]


def test_what_was_written_is_sent_in_the_order_of_each_key(
    outbox: Outbox, fresh_broker: EmbeddedBroker, start_relay: StartRelay
) -> None:
    start_relay(fresh_broker)
    first, second = outbox.write(KEYS), outbox.write(KEYS)
    eventually(lambda: outbox.unsent() == 0, "all rows are sent")
    written = list(zip(KEYS + KEYS, first + second, strict=True))
    log = log_of(fresh_broker, set(first + second))
    assert len(log) == len(written)
    assert in_order_of_each_key(log, written)


@pytest.mark.parametrize("point", ["relay.before_send", "relay.after_send", "relay.after_mark"])
def test_a_relay_killed_between_two_steps_loses_nothing(
    outbox: Outbox, fresh_broker: EmbeddedBroker, start_relay: StartRelay, point: str
) -> None:
    messages = outbox.write(KEYS)
    assert start_relay(fresh_broker, point).ended() == -signal.SIGKILL
    assert outbox.unsent() == (0 if point == "relay.after_mark" else len(messages))
    start_relay(fresh_broker)
    eventually(lambda: outbox.unsent() == 0, "the successor sends the rest")
    log = log_of(fresh_broker, set(messages))
    assert in_order_of_each_key(log, list(zip(KEYS, messages, strict=True)))
    twice = 2 if point == "relay.after_send" else 1
    assert len(log) == twice * len(messages)


def test_a_paused_leader_is_succeeded_and_marks_nothing_when_it_wakes(
    outbox: Outbox, fresh_broker: EmbeddedBroker, start_relay: StartRelay
) -> None:
    leader = start_relay(fresh_broker)
    before = outbox.write(KEYS)
    eventually(lambda: outbox.unsent() == 0, "the leader sends")
    leader.signal(signal.SIGSTOP)
    during = outbox.write(KEYS)
    start_relay(fresh_broker)
    eventually(lambda: outbox.unsent() == 0, "the successor sends")
    leader.signal(signal.SIGCONT)
    after = outbox.write(KEYS)
    eventually(lambda: outbox.unsent() == 0, "one of them sends")
    messages = before + during + after
    log = log_of(fresh_broker, set(messages))
    assert in_order_of_each_key(log, list(zip(KEYS * 3, messages, strict=True)))


def test_a_broker_that_lost_its_log_gets_everything_above_the_floor_again(
    outbox: Outbox, fresh_broker: EmbeddedBroker, start_relay: StartRelay
) -> None:
    relay = start_relay(fresh_broker)
    before = outbox.write(KEYS)
    eventually(lambda: outbox.unsent() == 0, "all rows are sent")
    fresh_broker.kill()
    during = outbox.write(KEYS)
    fresh_broker.start()

    def sent_again() -> bool:
        nonlocal relay
        # The client's library may end its process when this broker restarts; a supervisor would
        # start the process again, and so does this test.
        if relay.gone():
            relay = start_relay(fresh_broker)
        return outbox.unsent() == 0

    eventually(sent_again, "all rows are sent to the new log")
    messages = before + during
    log = log_of(fresh_broker, set(messages))
    assert in_order_of_each_key(log, list(zip(KEYS * 2, messages, strict=True)))
