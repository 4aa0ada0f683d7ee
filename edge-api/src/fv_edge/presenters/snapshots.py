"""What a command's reply carries: the aggregate as its owning service shows it."""

from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError

from firstviscount.catalog.v1.product_pb2 import Product
from firstviscount.inventory.v1.stock_pb2 import Location, StockLevel
from firstviscount.operations.v1.admin_pb2 import DeadLetter
from firstviscount.operations.v1.results_pb2 import Succeeded
from firstviscount.orders.v1.order_pb2 import Order
from fv_edge.presenters.dead_letter import present_dead_letter
from fv_edge.presenters.order import present_order
from fv_edge.presenters.product import present_product
from fv_edge.presenters.stock import present_level, present_location

_PRESENTERS: dict[str, tuple[Any, Callable[[Any], dict[str, Any]]]] = {
    kind.DESCRIPTOR.full_name: (kind, presenter)
    for kind, presenter in (
        (Order, present_order),
        (Product, present_product),
        (StockLevel, present_level),
        (Location, present_location),
        (DeadLetter, present_dead_letter),
    )
}


def present_succeeded(succeeded: Succeeded) -> dict[str, Any]:
    """Return the snapshot's JSON; id and version alone when there is none that the edge knows."""
    bare = {"id": succeeded.id, "version": succeeded.version}
    known = _PRESENTERS.get(succeeded.snapshot.type_url.rpartition("/")[2])
    if known is None:
        return bare
    kind, present = known
    try:
        return present(kind.FromString(succeeded.snapshot.value))
    except DecodeError:
        return bare
