"""How a broken rule looks to the one who asked."""

from fv_catalog.domain.errors import DomainError
from fv_chassis.commands import Rejected, RejectionKind
from fv_chassis.grpc import QueryError


def rejected(error: DomainError) -> Rejected:
    """Return the answer to a command that broke a rule."""
    return Rejected(
        kind=RejectionKind(error.kind.value),
        slug=error.slug,
        detail=error.detail,
        violations=((error.field, error.detail),) if error.field else (),
        stored=error.lasting,
    )


def query_error(error: DomainError) -> QueryError:
    """Return the answer to a query that broke a rule."""
    return QueryError(error.kind.value, error.slug, error.detail)
