"""How an order's terms are written down."""

from typing import Protocol

from fv_orders.domain.order import OrderTerms


class TermsCodec(Protocol):
    """Writes the terms in the encoding that events and queries carry."""

    def encode(self, terms: OrderTerms) -> bytes:
        """Return the terms' bytes."""
