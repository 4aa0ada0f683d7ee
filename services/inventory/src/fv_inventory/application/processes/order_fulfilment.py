"""The stock side of an order's journey, whatever the order in which word of it comes."""

from collections.abc import Collection

from fv_inventory.application.ports.reservation_repository import ReservationRepository
from fv_inventory.application.use_cases.commit_order import CommitOrder, CommitOrderHandler
from fv_inventory.application.use_cases.release_order import ReleaseOrder, ReleaseOrderHandler
from fv_inventory.application.use_cases.reserve_order import ReserveOrder, ReserveOrderHandler
from fv_inventory.domain.reserve import demand_of


class OrderFulfilment:
    """Reserves on placing, commits on payment, gives back on cancelling.

    Every event about an order carries the whole order. So a payment for an order that was not seen
    yet reserves it first, just as its placing would have, and nothing is lost: the placing that
    comes later finds the reservation and changes nothing. A cancelling leaves a tombstone that
    does the same. Any sequence with the same events therefore ends with the same units sold.
    """

    def __init__(
        self, reserve: ReserveOrderHandler, commit: CommitOrderHandler, release: ReleaseOrderHandler
    ) -> None:
        self._reserve = reserve
        self._commit = commit
        self._release = release

    def order_placed(self, order: ReserveOrder) -> None:
        """Reserve the order, or reject it."""
        self._reserve(order)

    def payment_authorized(self, order: ReserveOrder) -> None:
        """Sell the order's units, or refuse."""
        self._reserve(order)
        self._commit(CommitOrder(order.order_id))

    def order_cancelled(self, order: ReserveOrder) -> None:
        """Give back whatever the order holds."""
        self._release(ReleaseOrder(order.order_id))


def skus_moved(reservations: ReservationRepository, order: ReserveOrder) -> Collection[str]:
    """Return the skus that word of the order may move: what it holds, or what it would need.

    The order's reservation, if there is one, is locked.
    """
    reservation = reservations.find(order.order_id)
    if reservation is None:
        return demand_of(order.lines)
    return {units.sku for units in reservation.units}
