"""An order ended without a sale."""

from fv_inventory.application.processes.order_fulfilment import OrderFulfilment
from fv_inventory.application.use_cases.reserve_order import ReserveOrder


def when_order_cancelled(fulfilment: OrderFulfilment, order: ReserveOrder) -> None:
    """Give back what it holds."""
    fulfilment.order_cancelled(order)
