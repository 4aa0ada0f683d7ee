"""Problems outside of the framework."""

from starlette.types import Scope, Send

from fv_edge.problems.problem import MEDIA_TYPE, Problem


async def send_problem(scope: Scope, send: Send, problem: Problem) -> None:
    """Answer a request with a problem document."""
    body = problem.document(scope.get("fv_request_id", ""))
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        *((name.encode(), value.encode("latin-1")) for name, value in problem.headers.items()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
