"""A reservation's time has come."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from fv_inventory.application.use_cases.expire_order import ExpireOrder, ExpireOrderHandler

NAME: Final = "reservation"
"""The deadlines' name in the chassis' table."""


def order_ids(subjects: Iterable[str]) -> list[UUID]:
    """Return the orders that due deadlines name, in the order in which rows are locked."""
    return sorted(map(UUID, subjects))


def when_reservation_due(expire: ExpireOrderHandler, order_id: UUID) -> None:
    """Give back what the order still holds."""
    expire(ExpireOrder(order_id))
