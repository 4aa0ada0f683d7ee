"""Terms that a person can read in a failing test."""

from fv_orders.domain.order import OrderTerms


class ReadableTermsCodec:
    """Writes the terms as Python shows them."""

    def encode(self, terms: OrderTerms) -> bytes:
        """Return the terms' bytes."""
        return repr(terms).encode()
