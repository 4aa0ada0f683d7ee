"""The provider holds the money for an order."""

from fv_inventory.application.processes.order_fulfilment import OrderFulfilment
from fv_inventory.application.use_cases.reserve_order import ReserveOrder


def when_payment_authorized(fulfilment: OrderFulfilment, order: ReserveOrder) -> None:
    """Sell what it holds, or refuse."""
    fulfilment.payment_authorized(order)
