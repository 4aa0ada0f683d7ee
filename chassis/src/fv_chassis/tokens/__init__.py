"""Access tokens: verifying callers' and fetching the service's own."""

from fv_chassis.tokens.errors import InvalidToken, JwksUnavailable, TokenRefused
from fv_chassis.tokens.principal import Principal
from fv_chassis.tokens.source import TokenSource
from fv_chassis.tokens.verifier import TokenVerifier

__all__ = [
    "InvalidToken",
    "JwksUnavailable",
    "Principal",
    "TokenRefused",
    "TokenSource",
    "TokenVerifier",
]
