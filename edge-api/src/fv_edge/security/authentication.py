"""From the Authorization header to a principal."""

import asyncio
from typing import Protocol

from fv_chassis.tokens import InvalidToken, JwksUnavailable, Principal
from fv_edge.problems import Problem, problem

_CHALLENGE = 'Bearer realm="first-viscount"'


class Verifier(Protocol):
    """Judges access tokens; `verify` may block for seconds, `remembered` never does."""

    def remembered(self, token: str) -> Principal | None: ...
    def verify(self, token: str) -> Principal: ...


def bearer_token(header: bytes | None) -> str | None:
    """Return the token of an Authorization header, None when it carries none."""
    if header is None:
        return None
    scheme, _, token = header.partition(b" ")
    if scheme.lower() != b"bearer" or not token.strip():
        return None
    return token.strip().decode("latin-1")


async def authenticate(verifier: Verifier, token: str) -> Principal:
    """Return the token's principal; `Problem` 401 when it proves nothing, 503 when nobody can judge
    it.

    A token seen before costs one hash; only an unknown one leaves the event loop, because its key
    may be fetched.
    """
    principal = verifier.remembered(token)
    if principal is not None:
        return principal
    try:
        return await asyncio.to_thread(verifier.verify, token)
    except InvalidToken as error:
        raise invalid_token(error.reason) from error
    except JwksUnavailable as error:
        raise problem("keys_unavailable") from error


def missing_token() -> Problem:
    """Return the 401 for a request without a token."""
    return problem("missing_token", headers={"www-authenticate": _CHALLENGE})


def invalid_token(reason: str) -> Problem:
    """Return the 401 for a token that proves nothing."""
    challenge = f'{_CHALLENGE}, error="invalid_token", error_description="{reason}"'
    return problem("invalid_token", reason, headers={"www-authenticate": challenge})


def insufficient_scope(scope: str) -> Problem:
    """Return the 403 for a token without the route's scope."""
    challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
    return problem(
        "insufficient_scope", f"scope {scope} is required", headers={"www-authenticate": challenge}
    )
