"""Order events into the outbox."""

from typing import Any

from firstviscount.orders.v1 import events_pb2
from fv_chassis.messages import OutgoingMessage
from fv_chassis.outbox import OutboxWriter
from fv_orders.domain.events import OrderEvent
from fv_orders.outbound.broker.order_message import fill_order

TOPIC = "orders.order.v1"


class OutboxOrderEvents:
    """Publishes through the transaction's outbox.

    With `own_trace` an event goes into its order's own trace, because what runs is not about one
    order: a batch of answers or of deadlines. Otherwise it goes into the trace that runs.
    """

    def __init__(self, outbox: OutboxWriter, *, own_trace: bool = False) -> None:
        self._outbox = outbox
        self._own_trace = own_trace

    def publish(self, event: OrderEvent) -> None:
        """Publish the event."""
        order = event.order
        message: Any = getattr(events_pb2, event.name)()
        fill_order(message.order, order)
        key = str(order.order_id)
        own_trace = self._own_trace and order.traceparent
        outgoing = OutgoingMessage(
            topic=TOPIC,
            key=key,
            type=f"firstviscount.orders.v1.{event.name}",
            value=message.SerializeToString(),
            subject=key,
            sequence=order.version,
            time=order.updated_at,
            correlation_id=order.correlation_id,
            extra={"traceparent": order.traceparent} if own_trace else {},
        )
        self._outbox.append(outgoing)
