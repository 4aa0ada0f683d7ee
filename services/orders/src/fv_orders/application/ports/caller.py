"""Who asks."""

from dataclasses import dataclass

from fv_orders.domain.errors import ScopeMissing


@dataclass(frozen=True, slots=True)
class Caller:
    """The subject of a verified token and what it may do."""

    subject: str
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Refuse unless the token carries the scope."""
        if scope not in self.scopes:
            raise ScopeMissing(f"This needs the scope {scope}.")

    def may_see(self, customer_id: str) -> bool:
        """Whether the customer's orders are this caller's business."""
        return customer_id == self.subject or "orders:admin" in self.scopes
