"""One client in the group, from its join to its end."""

import contextlib
import time
from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import Any

from confluent_kafka import Consumer as Client
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from fv_chassis.broker import BrokerSettings, consumer_config
from fv_chassis.broker.guard import Position
from fv_chassis.broker.guarded import GuardedPartitions, Key
from fv_chassis.consumer.commits import GroupCommits
from fv_chassis.consumer.disturbance import Disturbance
from fv_chassis.consumer.membership import Membership
from fv_chassis.consumer.metrics import JOINS, LOST_POSITIONS
from fv_chassis.consumer.work import Subscription
from fv_chassis.deliveries import Delivery, read
from fv_chassis.messages import Retryable
from fv_chassis.postgres.failures import is_retryable
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)

WAIT_SECONDS = 0.2
# What arrives shortly after a first message joins its batch. Under load that makes fuller batches
# and fewer transactions, whose CPU time is mostly their own; a message that comes alone goes on.
BUSY_SECONDS = 0.1
BUSY_LINGER_SECONDS = 0.025
LINGER_SECONDS = 0.002
CLOSE_SECONDS = 5.0
METADATA_SECONDS = 5.0

LoadPositions = Callable[[Iterable[Key]], dict[Key, Position]]


class Session:
    """Reads from where the database says that the consumer stands, and verifies it."""

    def __init__(
        self,
        subscription: Subscription,
        broker: BrokerSettings,
        membership: Membership,
        load_positions: LoadPositions,
    ) -> None:
        self._subscription = subscription
        self._membership = membership
        self._load_positions = load_positions
        self._disturbance = Disturbance()
        self._failure: Exception | None = None
        self._early: list[Any] = []
        self._fixed = broker.assignment == "fixed"
        self._fetched_at = 0.0
        self._client = Client(consumer_config(broker, subscription.name, self._disturbance))
        self._commits = GroupCommits(self._client, subscription.name)
        self._guarded = GuardedPartitions(self._client, self._lost)
        membership.joined()
        JOINS.labels(subscription.name).inc()
        if self._fixed:
            self._assign(self._client, _all_partitions(self._client, subscription.topics))
            return
        self._client.subscribe(
            list(subscription.topics),
            on_assign=self._assign,
            on_revoke=self._revoke,
            on_lost=self._revoke,
        )

    def poll(self) -> list[Delivery]:
        """Return the next messages to handle, none after a short wait without any.

        Whoever polls again says with it that the messages were handled. Raises Retryable when the
        client must be replaced.
        """
        records = self._fetch()
        if self._failure is not None:
            raise Retryable(f"the positions cannot be loaded: {self._failure}")
        if self._disturbance.take():
            # What was fetched may be from another log already: verify before handling anything.
            self._verify_all()
            return []
        admitted = self._guarded.admit(record for record in records if self._is_sound(record))
        if not admitted:
            self._guarded.look_again()
        return [read(record) for record in admitted]

    def _verify_all(self) -> None:
        if self._fixed:
            # No group waits for this client: another one, on topics that are there, is cheapest.
            raise Retryable("the connection to the broker broke")
        self._guarded.look_at_all()

    def handled(self, deliveries: Iterable[Delivery]) -> None:
        """Tell the group what was handled, now or soon."""
        self._commits.note(deliveries)
        self._commits.send_due()

    def idle(self) -> None:
        """Use a moment without messages to tell the group what is due."""
        self._commits.send_due()

    def wait(self, seconds: float, stop: Event) -> None:
        """Let time pass without leaving the group and without taking messages."""
        with contextlib.suppress(KafkaException):
            self._client.pause(self._client.assignment())
        until = time.monotonic() + seconds
        while time.monotonic() < until and not stop.wait(min(0.1, seconds)):
            # A rebalance may bring partitions that are not paused: nothing of them may be lost.
            early = self._client.poll(0)
            if early is not None:
                self._early.append(early)
        with contextlib.suppress(KafkaException):
            self._client.resume(self._client.assignment())

    def close(self) -> None:
        """Commit, leave the group and end the client; one that hangs is left behind."""
        closing = Thread(target=self._close, name=f"close {self._subscription.name}", daemon=True)
        closing.start()
        closing.join(CLOSE_SECONDS)

    def _close(self) -> None:
        if self._membership.answered:
            self._commits.send_all()
        with contextlib.suppress(KafkaException, RuntimeError):
            self._client.close()

    def _fetch(self) -> list[Any]:
        if self._early:
            early, self._early = self._early, []
            return early
        first = self._client.poll(WAIT_SECONDS)
        if first is None:
            return []
        return [first, *self._client.consume(self._subscription.batch - 1, self._linger())]

    def _linger(self) -> float:
        before, self._fetched_at = self._fetched_at, time.monotonic()
        return BUSY_LINGER_SECONDS if self._fetched_at - before < BUSY_SECONDS else LINGER_SECONDS

    def _is_sound(self, record: Any) -> bool:
        error = record.error()
        if error is None:
            return True
        if error.fatal():
            raise Retryable(f"the client failed for good: {error.str()}")
        if error.code() not in (KafkaError._PARTITION_EOF, KafkaError.UNKNOWN_TOPIC_OR_PART):
            _log.warning("the broker answered with an error", detail=error.str())
        return False

    def _assign(self, client: Client, partitions: list[TopicPartition]) -> None:
        keys = [(place.topic, place.partition) for place in partitions]
        try:
            stored = self._load_positions(keys)
        except Exception as error:
            if not is_retryable(error):
                raise
            # An error would leave through `poll` with the client's own choice assigned.
            self._failure = error
            client.assign([])
            return
        client.assign(self._guarded.assign({key: stored.get(key) for key in keys}))
        self._membership.assigned(len(keys))
        _log.info("partitions assigned", consumer=self._subscription.name, partitions=len(keys))

    def _revoke(self, client: Client, partitions: list[TopicPartition]) -> None:
        self._guarded.assign({})
        self._commits.forget()
        self._membership.revoked()
        client.unassign()

    def _lost(self, topic: str, partition: int) -> None:
        name = self._subscription.name
        LOST_POSITIONS.labels(name).inc()
        _log.warning("the log is another one", consumer=name, topic=topic, partition=partition)


def _all_partitions(client: Client, topics: Iterable[str]) -> list[TopicPartition]:
    """Return every partition of the topics; Retryable while one of them is missing."""
    known = client.list_topics(timeout=METADATA_SECONDS).topics
    missing = [topic for topic in topics if topic not in known or not known[topic].partitions]
    if missing:
        raise Retryable(f"the broker has no topic {', '.join(missing)} yet")
    return [
        TopicPartition(topic, partition)
        for topic in topics
        for partition in known[topic].partitions
    ]
