"""The three axes of an order: its own life, its payment's and its stock's."""

from enum import StrEnum


class OrderState(StrEnum):
    """The life of an order."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """The life of an order's payment."""

    NONE = "none"
    REQUESTED = "requested"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDING = "voiding"
    VOIDED = "voided"
    REFUNDED = "refunded"


class StockState(StrEnum):
    """The life of an order's stock; it only ever moves down this list."""

    NONE = "none"
    RESERVED = "reserved"
    COMMITTED = "committed"
    RELEASED = "released"


class PaymentWork(StrEnum):
    """What the provider can be asked to do with a payment."""

    AUTHORISE = "authorise"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"


_STOCK_RANK = {state: rank for rank, state in enumerate(StockState)}


def later(present: StockState, reported: StockState) -> StockState:
    """Return the later of two stock states, so that a late report never turns the clock back."""
    return reported if _STOCK_RANK[reported] > _STOCK_RANK[present] else present
