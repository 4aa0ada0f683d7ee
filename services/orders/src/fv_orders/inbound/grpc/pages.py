"""Page sizes and tokens."""

from uuid import UUID

from fv_chassis.grpc import QueryError

_USUAL = 50
_MOST = 500


def size(wanted: int) -> int:
    """Return the page's size: 50 unless asked, at most 500."""
    return min(wanted, _MOST) if wanted > 0 else _USUAL


def read_order(token: str) -> UUID | None:
    """Return the order after which a page begins."""
    try:
        return UUID(token) if token else None
    except ValueError:
        raise _bad() from None


def read_payment(token: str) -> tuple[UUID, int] | None:
    """Return the payment after which a page begins."""
    order_id, _, attempt = token.partition(":")
    try:
        return (UUID(order_id), int(attempt)) if token else None
    except ValueError:
        raise _bad() from None


def _bad() -> QueryError:
    return QueryError("invalid", "invalid_page_token", "The page token is not one of ours.")
