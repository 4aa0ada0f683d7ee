"""From a gRPC status to a problem."""

import grpc

from fv_edge.problems import Problem, of_kind, problem
from fv_edge.security.authentication import invalid_token

_KINDS = {
    grpc.StatusCode.NOT_FOUND: "not_found",
    grpc.StatusCode.INVALID_ARGUMENT: "invalid",
    grpc.StatusCode.FAILED_PRECONDITION: "conflict",
    grpc.StatusCode.PERMISSION_DENIED: "forbidden",
    grpc.StatusCode.ABORTED: "precondition_failed",
}
_AWAY = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
}


def from_status(service: str, code: grpc.StatusCode, slug: str, detail: str) -> Problem:
    """Return the problem for a status; what the edge does not know is the service's failure, so
    503."""
    if code in _KINDS:
        kind = _KINDS[code]
        return of_kind(kind, slug or kind, detail)
    if code is grpc.StatusCode.UNAUTHENTICATED:
        return invalid_token("refused_by_service")
    if code in _AWAY:
        return problem("service_unavailable", f"{service} does not answer")
    return problem("service_unavailable", f"{service} failed")
