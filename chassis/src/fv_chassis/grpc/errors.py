"""How a query's refusal travels."""

import grpc


class QueryError(Exception):
    """A query that cannot be answered.

    `kind` is a rejection kind ("not_found", "invalid", "conflict", "forbidden", "unavailable",
    "precondition_failed"), `slug` the stable name of the rule. The caller sees the kind's status
    code, the detail, and the slug as the trailing metadata `fv-slug`.
    """

    def __init__(self, kind: str, slug: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = str(kind)
        self.slug = slug
        self.detail = detail


_CODES = {
    "not_found": grpc.StatusCode.NOT_FOUND,
    "invalid": grpc.StatusCode.INVALID_ARGUMENT,
    "conflict": grpc.StatusCode.FAILED_PRECONDITION,
    "forbidden": grpc.StatusCode.PERMISSION_DENIED,
    "unavailable": grpc.StatusCode.UNAVAILABLE,
    "precondition_failed": grpc.StatusCode.ABORTED,
    "unauthenticated": grpc.StatusCode.UNAUTHENTICATED,
    "internal": grpc.StatusCode.INTERNAL,
}


def abort(context: grpc.ServicerContext, error: QueryError) -> None:
    """End the call with the error's status; raises, as grpc's own abort does."""
    context.set_trailing_metadata((("fv-slug", error.slug),))
    context.abort(_CODES.get(error.kind, grpc.StatusCode.UNKNOWN), error.detail)
