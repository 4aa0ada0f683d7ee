"""What happened to an order, each with the order after the change."""

from dataclasses import dataclass

from fv_orders.domain.order import Order


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """A fact about one order; `order.version` is the fact's number in the order's history."""

    order: Order

    @property
    def name(self) -> str:
        """The event's name in the contracts."""
        return type(self).__name__


class OrderPlaced(OrderEvent):
    """An order was accepted."""


class PaymentAuthorized(OrderEvent):
    """The provider holds the money."""


class PaymentDeclined(OrderEvent):
    """The provider refused for good."""


class OrderConfirmed(OrderEvent):
    """The order is paid and its stock committed."""


class OrderCancelled(OrderEvent):
    """The order ended without a sale."""


class PaymentCaptured(OrderEvent):
    """The provider has taken the money."""


class PaymentVoided(OrderEvent):
    """The provider gave up its hold."""


class VoidingStarted(OrderEvent):
    """The hold on the money is being given up before the order ends."""
