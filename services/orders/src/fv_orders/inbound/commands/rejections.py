"""The one place where a broken rule becomes an answer."""

from fv_chassis.commands import Rejected, RejectionKind
from fv_orders.domain.errors import OrderError


def rejected(error: OrderError) -> Rejected:
    """Return the answer to a command that broke the rule."""
    return Rejected(
        kind=RejectionKind(error.kind),
        slug=error.slug,
        detail=error.detail,
        violations=error.violations,
        stored=error.lasting,
    )


def unknown_command(type_name: str) -> Rejected:
    """Return the answer to a command of another version or service."""
    return Rejected(
        kind=RejectionKind("invalid"),
        slug="unknown_command",
        detail=f"orders does not know the command {type_name}.",
        stored=False,
    )
