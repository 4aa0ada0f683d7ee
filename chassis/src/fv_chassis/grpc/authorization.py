"""Every method names the scope that it asks for; one that names none is refused to everybody."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor

from firstviscount.common.v1.access_pb2 import required_scope
from fv_chassis.grpc.errors import QueryError
from fv_chassis.tokens import InvalidToken, JwksUnavailable, Principal

_principal: ContextVar[Principal] = ContextVar("fv_principal")
_SCHEME = "bearer "


def current_principal() -> Principal:
    """Return who makes the call that is being answered here; `LookupError` outside of a call."""
    return _principal.get()


def enter(principal: Principal) -> None:
    """Make the principal the current one of this thread's context."""
    _principal.set(principal)


def required_scopes(services: Sequence[ServiceDescriptor]) -> Mapping[str, str]:
    """Return the scope of every method by its path ("/package.Service/Method"); "" when it names
    none."""
    return {
        f"/{service.full_name}/{method.name}": _scope(method)
        for service in services
        for method in service.methods
    }


def _scope(method: MethodDescriptor) -> str:
    # The generated module carries no types, so the extension's are lost on the checker.
    extensions: Any = method.GetOptions().Extensions
    return str(extensions[required_scope])


def authorise(
    verify: Callable[[str], Principal], scope: str, metadata: Mapping[str, str | bytes]
) -> Principal:
    """Return the caller; `QueryError` (unauthenticated, forbidden, unavailable) when it may not
    call."""
    if not scope:
        raise QueryError("forbidden", "no_scope_declared", "this method is open to nobody")
    header = metadata.get("authorization", "")
    if not isinstance(header, str) or header[: len(_SCHEME)].lower() != _SCHEME:
        raise QueryError("unauthenticated", "missing_token", "a bearer token is required")
    try:
        principal = verify(header[len(_SCHEME) :].strip())
    except InvalidToken as error:
        raise QueryError("unauthenticated", "invalid_token", error.reason) from error
    except JwksUnavailable as error:
        raise QueryError("unavailable", "jwks_unavailable", "no key to verify tokens by") from error
    if scope not in principal.scopes:
        raise QueryError("forbidden", "insufficient_scope", f"scope {scope} is required")
    return principal
