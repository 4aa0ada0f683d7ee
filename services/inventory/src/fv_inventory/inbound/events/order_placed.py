"""An order was accepted."""

from fv_inventory.application.processes.order_fulfilment import OrderFulfilment
from fv_inventory.application.use_cases.reserve_order import ReserveOrder


def when_order_placed(fulfilment: OrderFulfilment, order: ReserveOrder) -> None:
    """Reserve what it needs, or reject it."""
    fulfilment.order_placed(order)
