"""A consumer: one thread that reads a subscription's topics in its group."""

from collections.abc import Collection, Iterable
from functools import partial
from threading import Event

from confluent_kafka import KafkaException
from sqlalchemy import Engine

from fv_chassis.broker import BrokerSettings, ensure_topics
from fv_chassis.consumer.budget import DeadLetterBudget
from fv_chassis.consumer.handling import BatchHandler, Stopped
from fv_chassis.consumer.membership import Membership
from fv_chassis.consumer.session import Session
from fv_chassis.consumer.statements import stored_positions
from fv_chassis.consumer.transaction import Transactions
from fv_chassis.consumer.work import Subscription
from fv_chassis.messages import Retryable
from fv_chassis.telemetry import get_logger

_log = get_logger(__name__)

_PAUSE_SECONDS = 0.5


class Consumer:
    """Handles every message of its topics once, in batches, whatever the broker does.

    `siblings` are all subscriptions of the service: a consumer of commands replays their dead
    letters. `replies` are the topics that may be answered on, by default those of record.
    """

    def __init__(
        self,
        subscription: Subscription,
        engine: Engine,
        broker: BrokerSettings,
        source: str,
        *,
        siblings: Iterable[Subscription] = (),
        replies: Collection[str] | None = None,
    ) -> None:
        self._subscription = subscription
        self._engine = engine
        self._broker = broker
        known = {each.name: each for each in (*siblings, subscription)}
        self._transactions = Transactions(subscription, engine, source, known, replies)
        self._membership = Membership()
        self._serving = False

    def ready(self) -> bool:
        """Return whether the consumer reads, or its group left it without partitions."""
        return self._serving and self._membership.answered

    def run(self, stop: Event) -> None:
        """Consume until the event is set.

        Raises BudgetExceeded when too many messages fail: the process should end loudly.
        """
        handler = BatchHandler(self._transactions, DeadLetterBudget(), stop)
        while not stop.is_set():
            try:
                ensure_topics(self._broker, self._subscription.name.split(".")[0])
                self._join(handler, stop)
            except (Retryable, KafkaException) as error:
                _log.warning("joining again", consumer=self._subscription.name, detail=str(error))
                stop.wait(_PAUSE_SECONDS)
            except Stopped:
                return

    def _join(self, handler: BatchHandler, stop: Event) -> None:
        load = partial(stored_positions, self._engine, self._subscription.name)
        session = Session(self._subscription, self._broker, self._membership, load)
        try:
            self._serving = True
            self._serve(session, handler, stop)
        finally:
            self._serving = False
            session.close()

    def _serve(self, session: Session, handler: BatchHandler, stop: Event) -> None:
        while not stop.is_set():
            deliveries = session.poll()
            if deliveries:
                handler.handle(deliveries, session.wait)
                session.handled(deliveries)
                continue
            session.idle()
            if self._membership.out_of_patience():
                raise Retryable("the group assigned no partition")
